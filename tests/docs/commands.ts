import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runTool, type Terminal } from "../../cli/shared/run.ts";
import { projectFolder, type Stack } from "../../sandbox/engine/index.ts";
import { listening } from "../cli/listening.ts";

type Tool = (args: string[], context: { terminal: Terminal; env: NodeJS.ProcessEnv }) => Promise<number>;

/** The tools by the npm script that starts them: each folder of `cli/`. */
export const tools: Record<string, Tool> = Object.fromEntries(
  await Promise.all(
    readdirSync(join(projectFolder, "cli"))
      .filter((name) => name !== "shared")
      .map(async (name) => {
        const exported = await import(`../../cli/${name}/tool.ts`);
        return [name, Object.entries(exported).find(([key]) => key.endsWith("Tool"))?.[1]] as [string, Tool];
      }),
  ),
);

export function pageOf(page: string): string {
  return readFileSync(join(projectFolder, page), "utf8");
}

/** What stands below a heading, up to the next one of its level or above. A comment in a block of code is no heading. */
export function sectionOf(page: string, heading: string): string {
  const lines = pageOf(page).split("\n");
  let isCode = false;
  const levels = lines.map((line) => {
    if (/^ *```/.test(line)) isCode = !isCode;
    return isCode ? 0 : (/^#+(?= )/.exec(line)?.[0].length ?? 0);
  });
  const start = lines.findIndex((line, at) => levels[at] && line.replace(/^#+ /, "") === heading);
  if (start < 0) throw new Error(`${page} has no heading "${heading}".`);
  const end = levels.findIndex((level, at) => at > start && level > 0 && level <= (levels[start] ?? 0));
  return lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
}

/** The blocks of a language, as they stand there. */
export function blocksIn(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gm"))].map(
    ([, block = ""]) => block,
  );
}

/** The commands of a section's shell blocks, without comments; one that a backslash continues is one. */
export function commandsIn(text: string): string[] {
  return blocksIn(text, "sh")
    .join("")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Words as a shell takes them apart, as far as documents need it: quotes around whole words. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

export interface Typed {
  exitCode: number;
  /** What a person sees. */
  output: string;
}

/**
 * Types a command of a document: `pulumi …` through the engine, `npm run TOOL -- …` in this process, both for this stack instead of the
 * one beside the program.
 */
export async function type(command: string, stack: Stack): Promise<Typed> {
  const [first = "", ...rest] = wordsOf(command.replace(/^npm run pulumi -- /, "pulumi "));
  if (first === "pulumi") return pulumi(rest, stack);
  const [, script = "", , ...args] = [first, ...rest].slice(1);
  const tool = tools[script];
  if (first !== "npm" || !tool) throw new Error(`No test knows how to type "${command}".`);
  const place = /^(access-diff|drift)$/.test(script)
    ? ["--cwd", projectFolder, "--config-file", stack.configFile]
    : ["--cwd", dirname(stack.configFile)];
  const { terminal, said } = listening();
  const exitCode = await runTool(() => tool([...args, ...place], { terminal, env: stack.env }), terminal);
  return { exitCode, output: said.out + said.err };
}

async function pulumi([command = "", ...args]: string[], stack: Stack): Promise<Typed> {
  const at = args.indexOf("--stack");
  if (command !== "stack" && args[at + 1] !== stack.name)
    throw new Error(`pulumi ${command} is not for ${stack.name}.`);
  const flags = at < 0 ? args : args.toSpliced(at, 2);
  if (command === "up" || command === "preview" || command === "destroy")
    return stack[command]({ mayFail: true, flags });
  return { exitCode: 0, output: await stack.cli([command, ...args]) };
}
