import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { runTool } from "../../cli/shared/run.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { sandboxTool } from "../../story/tool.ts";
import { listening } from "../cli/listening.ts";
import { commandsIn, pageOf, tools, wordsOf } from "./commands.ts";

/** What a tool, or one of its commands, prints of itself. */
async function helpOf(script: string, command: string[] = []): Promise<string> {
  const tool = script === "sandbox" ? sandboxTool : tools[script];
  const { terminal, said } = listening();
  const args = [...command, "--help"];
  const exitCode = await runTool(() => tool?.(args, { terminal, env: {} }) ?? Promise.resolve(-1), terminal);
  expect([script, exitCode, said.err]).toEqual([script, 0, ""]);
  return said.out;
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(projectFolder, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The commands of a page, those within a line too. */
function commandsOf(page: string): string[] {
  const text = pageOf(page);
  const inline = [...text.matchAll(/`((?:npm run|pulumi) [^`\n]+)`/g)].map(([, command = ""]) => command);
  const indented = [...text.matchAll(/^ {4}(npm run .+)$/gm)].map(([, command = ""]) => command);
  return [...commandsIn(text), ...inline, ...indented];
}

const called = pages.flatMap((page) =>
  commandsOf(page).flatMap((command) => {
    const [, script = "", rest = ""] = /npm run (?:--silent )?([\w-]+)(?: -- (.*))?/.exec(command) ?? [];
    const words = wordsOf(rest.replace(/ [|>].*/, ""));
    const sub = /^(review|github)$/.test(script) ? words.slice(0, 1) : [];
    const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*/, ""));
    return options.map((option) => ({ page, script, sub, option }));
  }),
);

test("the documents use options of most tools", () => {
  const scripts = new Set(called.map(({ script }) => script));
  for (const script of ["access-diff", "doctor", "drift", "invoke", "recover", "review", "survey"])
    expect([...scripts]).toContain(script);
});

describe.each(Object.keys(tools))("npm run %s", (script) => {
  test("--help says what it is and takes; it has every option that a document gives it", async () => {
    const help = await helpOf(script);
    expect(help).toMatch(/^Usage: \S+ /);
    expect(help).not.toMatch(/default: (\[\]|\{\}|"")/);
    for (const { page, sub, option } of called.filter((each) => each.script === script))
      expect(`${page}: ${await helpOf(script, sub)}`).toMatch(new RegExp(`${option}\\b`));
  });
});

test("npm run sandbox -- --help has every option that a document gives it", async () => {
  const help = `${await helpOf("sandbox")}\n${await helpOf("sandbox", ["serve"])}`;
  for (const { page, option } of called.filter(({ script }) => script === "sandbox"))
    expect(`${page}: ${help}`).toContain(option);
});
