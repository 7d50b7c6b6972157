import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import ts from "typescript";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { mapValues } from "../../shared/records.ts";
import { blocksIn, pageOf } from "./commands.ts";

// CONTRIBUTING.md, "a setting of a client": the files that its row names are the ones that a new setting needs, and the compiler stops
// whoever forgets one.

const row = pageOf("CONTRIBUTING.md").match(/^\| a setting of a client \|.*$/m)?.[0] ?? "";
const file = (path: string) => join(projectFolder, path);
const { config } = ts.readConfigFile(file("tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, projectFolder);

/** By file: after what something is added, and what. */
type Edits = Record<string, [at: string, added: string]>;

/** What the compiler says of the program, with edits in place of what stands in files. */
function compile(edits: Edits): string[] {
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (path) => {
    const text = read(path);
    const edit = Object.entries(edits).find(([edited]) => file(edited) === path)?.[1];
    if (!edit || text === undefined) return text;
    expect(text).toContain(edit[0]);
    return text.replace(edit[0], `${edit[0]}${edit[1]}`);
  };
  const root = file("program/settingsInUse.ts");
  const program = ts.createProgram([root], { ...options, noEmit: true, skipLibCheck: true }, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(root))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test("a new setting of a client takes its schema and an argument of its component", () => {
  const [block = ""] = blocksIn(pageOf("CONTRIBUTING.md"), "ts");
  const steps = [...block.matchAll(/^\/\/ (\S+), after: (.*)\n(.*\n)/gm)].map(
    ([, path = "", at = "", line = ""]): Edits => ({ [path]: [`${at}\n`, `  ${line}`] }),
  );
  const [schema = {}, argument] = steps;
  for (const path of steps.flatMap((step) => Object.keys(step)))
    expect([path, row.includes(`\`${path}\``) || row.includes(`\`${dirname(path)}/\``)]).toEqual([
      path,
      true,
    ]);
  // To compile it twice takes twice as long: beside the setting that has its argument another one has none.
  const forgotten = mapValues(schema, ([at, line]): Edits[string] => [
    at,
    line + line.replace("homepage", "forgotten"),
  ]);
  const said = compile({ ...forgotten, ...argument });
  expect(said).toEqual([expect.stringContaining('"forgotten"')]);
  expect(said.join()).not.toContain("homepage");
}, 60_000);
