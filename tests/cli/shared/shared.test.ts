import { spawn } from "node:child_process";
import { once } from "node:events";
import { text as textOf } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { CliError, reasonOf } from "../../../cli/shared/errors.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { withoutSecrets } from "../../../cli/shared/secrets.ts";
import { unknownName } from "../../../cli/shared/unknownName.ts";
import { nearest } from "../../../settings/nearest.ts";

describe("nearest names", () => {
  test("those that were probably meant, nearest first", () => {
    expect(nearest("storfront", ["backoffice", "storefronts", "storefront"])).toEqual([
      "storefront",
      "storefronts",
    ]);
    expect(nearest("x", ["backoffice"])).toEqual([]);
  });

  test("a long list is cut", () => {
    const known = Array.from({ length: 20 }, (_, index) => `some-name-${index}`);
    expect(unknownName("client", "q", known, "The stack").advice).toMatch(
      /"some-name-11", … \(20 in all\)\.$/,
    );
  });

  test("an empty list is named", () => {
    expect(unknownName("client", "q", [], "The stack").advice).toBe("The stack has none.");
  });
});

test("secrets are taken out in every form they are sent in", () => {
  const text = 'bad "a/b c+d", sent as a%2Fb%20c%2Bd and a%2Fb+c%2Bd';
  expect(withoutSecrets(text, ["a/b c+d", undefined, ""])).toBe(
    'bad "[secret]", sent as [secret] and [secret]',
  );
});

test("a reader that leaves early (`| head`) is no failure", async () => {
  const tool = spawn(process.execPath, ["cli/doctor/main.ts", "--help"]);
  tool.stdout.destroy();
  const [said, [code]] = await Promise.all([textOf(tool.stderr), once(tool, "close")]);
  expect({ said, code }).toEqual({ said: "", code: 0 });
});

describe("a tool that fails", () => {
  async function failing(error: unknown) {
    const lines: string[] = [];
    const code = await runTool(() => Promise.reject(error), {
      out: (text) => lines.push(text),
      err: (text) => lines.push(text),
    });
    return { code, text: lines.join("\n") };
  }

  test("says the sentence, then the advice", async () => {
    const { code, text } = await failing(new CliError("machine", "A port is in use.", "Take another."));
    expect({ code, text }).toEqual({ code: 4, text: "A port is in use.\nTake another." });
  });

  test("never shows a stack of its own accord", async () => {
    const { code, text } = await failing(new TypeError("x is not a function"));
    expect(code).toBe(1);
    expect(text).toContain("x is not a function");
    expect(text).not.toContain("    at ");
  });

  test.each([
    ["fetch's hidden cause", new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") })],
    [
      "several addresses tried",
      new TypeError("fetch failed", { cause: new AggregateError([new Error("connect ECONNREFUSED")]) }),
    ],
  ])("finds the reason: %s", (_, error) => expect(reasonOf(error)).toBe("connect ECONNREFUSED"));
});
