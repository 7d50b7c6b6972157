import { createServer } from "node:http";
import { describe, expect, test } from "@jest/globals";
import { adasBrowser, asAda, read, sharedStage } from "./stage.ts";

const stage = sharedStage();

describe("what makes no sense", () => {
  test.each<[string, string[], string]>([
    ["an unknown stack", ["--stack", "dve", ...read], 'The project has no stack "dve".\nDid you mean "dev"?'],
    [
      "an unknown client",
      ["--client", "storfront", ...read.slice(2)],
      'The stack has no client "storfront".\nDid you mean "storefront"?',
    ],
    [
      "an unknown API",
      ["--client", "storefront", "--api", "bokos", "--operation", "GET /books"],
      'The stack has no API "bokos".\nDid you mean "books"?',
    ],
    [
      "an unknown operation",
      [...read.slice(0, 4), "--operation", "GET /book"],
      'The API "books" has no operation "GET /book".\nDid you mean "GET /books"',
    ],
    ["a missing option", read.slice(2), "error: required option '--client <key>' not specified"],
    [
      "an unknown option",
      [...read, "--opration", "x"],
      "error: unknown option '--opration'\n(Did you mean --operation?)",
    ],
    ["a body that is not JSON", [...read, "--data", "{title}"], "It is not JSON:"],
    ["a port that is none", [...read, "--port", "70000"], "It must be a whole number from 1 to 65535."],
    ["a pair that is none", [...read, "--query", "x"], "Write it as name=value."],
    ["headless without a user", [...read, "--headless"], "--headless needs --user."],
    ["headless and pasting", [...read, ...asAda, "--paste"], "cannot be used with option '--paste'"],
  ])("%s", async (_, args, says) => {
    const run = await stage.invoke(args);
    expect(run).toMatchObject({ code: 2, out: "", err: expect.stringContaining(says) });
  });

  test("a gateway that is not there", async () => {
    const run = await stage.invoke([...read, ...asAda, "--url", "http://localhost:1/books/1.0.0"]);
    expect(run).toMatchObject({ code: 5, out: "" });
    expect(run.err).toContain("Could not call http://localhost:1/books/1.0.0/books: ");
  });

  test("a port in use", async () => {
    const other = createServer();
    const { port } = new URL(stage.redirectUri);
    await new Promise<void>((resolve) => other.listen(Number(port), "localhost", resolve));
    const run = await stage.invoke(read, adasBrowser);
    await new Promise((resolve) => other.close(resolve));
    expect(run).toMatchObject({
      code: 4,
      err: expect.stringContaining(
        `Port ${port}, where the code should arrive, is in use by another program.`,
      ),
    });
  });

  test.each([
    [
      "a permission",
      [...read, ...asAda, "--scope", "book_read"],
      'The API "books" has no permission "book_read".\nDid you mean "books_read"',
    ],
    [
      "a gateway environment",
      [...read, ...asAda, "--environment", "Defualt"],
      'The API "books" has no gateway environment "Defualt".\nDid you mean "Default"?',
    ],
  ])("an unknown name of %s", async (_, args, says) => {
    const run = await stage.invoke(args);
    expect(run).toMatchObject({ code: 2, out: "", err: expect.stringContaining(says) });
  });

  test("help is not an error", async () => {
    const run = await stage.invoke(["--help"]);
    expect(run).toMatchObject({ code: 0, err: "", out: expect.stringContaining("--operation <operation>") });
  });
});
