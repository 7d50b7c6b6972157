import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Command } from "commander";
import { runPreview } from "../../../cli/access-diff/engine.ts";
import { refuseTakenByNpm } from "../../../cli/shared/commandLine.ts";
import { configFileFlag } from "../../../cli/shared/files.ts";
import { adoptAll } from "../../../cli/shared/importFile.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { readStackConfig } from "../../../cli/shared/stack.ts";
import { tools } from "../../docs/commands.ts";
import { listening } from "../listening.ts";

// What a newcomer types wrong, at every tool.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "files-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function typed(tool: string, ...args: string[]) {
  const heard = listening();
  const run = tools[tool] as (typeof tools)[string];
  const code = await runTool(() => run(args, { terminal: heard.terminal, env: {} }), heard.terminal);
  return { code, said: heard.said.err };
}

describe("options that stand before npm's --", () => {
  const command = new Command("doctor")
    .option("-s, --stack <name>")
    .option("--json")
    .option("--prefix <text>");
  const run = (taken: object) =>
    refuseTakenByNpm(command, { npm_lifecycle_event: "doctor", npm_config_yes: "", ...taken });

  test("are named with the command that was meant", () => {
    expect(() => run({ npm_config_stack: "true" })).toThrow(
      expect.objectContaining({
        message: "npm took --stack for itself.",
        advice: 'What is for the tool stands after "--": npm run doctor -- --stack …',
        exitCode: 2,
      }),
    );
  });

  test("are named once, however many commands have them", () => {
    const serve = new Command("serve").option("--flavour <name>");
    const both = new Command("sandbox").option("--flavour <name>").addCommand(serve);
    expect(() =>
      refuseTakenByNpm(both, { npm_lifecycle_event: "sandbox", npm_config_flavour: "true" }),
    ).toThrow("npm took --flavour for itself.");
  });

  test("are npm's where npm has one of that name, and nobody's outside of npm run", () => {
    expect(() => run({ npm_config_json: "true", npm_config_prefix: "/usr" })).not.toThrow();
    expect(() => refuseTakenByNpm(command, { npm_config_stack: "true" })).not.toThrow();
  });
});

test("all required options that are missing are named at once", async () => {
  expect(await typed("invoke", "--stack", "local", "--api", "books")).toEqual({
    code: 2,
    said: expect.stringContaining(
      "error: required options '--client <key>', '--operation <operation>' not specified",
    ),
  });
});

test.each(["doctor", "drift", "access-diff", "invoke", "openapi-check", "import", "recover"])(
  "%s: an option that is misspelt is what is wrong, not the one that then is missing",
  async (tool) => {
    expect(await typed(tool, "--stak", "local")).toEqual({
      code: 2,
      said: expect.stringMatching(/unknown option '--stak'\n(Did you mean|\(Did you mean) "?--stack/),
    });
  },
);

test.each(["drift", "access-diff"])("%s looks for a place for its report before it begins", async (tool) => {
  expect(await typed(tool, "--stack", "local", "-o", join(folder, "nosuch", "report.md"))).toEqual({
    code: 2,
    said: expect.stringContaining(`There is no folder ${join(folder, "nosuch")}.`),
  });
  expect((await typed(tool, "--stack", "local", "-o", folder)).said).toContain("It is a folder.");
});

test("a --config-file that is not there is said before the engine could make it", async () => {
  const configFile = join(folder, "nosuch.yaml");
  const place = { stack: "local", cwd: folder, env: {}, configFile };
  for (const run of [
    () => readStackConfig("local", place),
    () => runPreview(place),
    () => adoptAll("local", [], { deployment: {} }, place),
  ])
    await expect(run()).rejects.toMatchObject({
      exitCode: 2,
      message: `There is no ${configFile}, which --config-file names.`,
    });
  expect(await readdir(folder)).toEqual([]);
});

test("a --config-file is looked for where the engine runs", () => {
  expect(configFileFlag("package.json", process.cwd())).toEqual(["--config-file", "package.json"]);
  expect(() => configFileFlag("package.json", folder)).toThrow(folder);
});
