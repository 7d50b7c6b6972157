import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { runTool, type Terminal } from "../../cli/shared/run.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { meddle } from "../../story/byHand.ts";
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

/** Where a person sits. */
export interface Desk {
  /** With `Pulumi.yaml` and the stack files. */
  folder: string;
  /** What the person's terminal has. */
  env: Record<string, string>;
}

export interface Typed {
  exitCode: number;
  /** What a person sees. */
  output: string;
}

/** Without a terminal `pulumi` asks nobody: docs/first-hour.md. */
export const [, unattended = "no such flags"] =
  /asks\s\(with\s`(--[^`]+)`\sneither\)/.exec(sectionOf("docs/first-hour.md", "2. The first stack")) ?? [];

/** Types a command of a document: `pulumi …` as it stands there, `npm run TOOL -- …` in this process. */
export async function type(command: string, { folder, env }: Desk): Promise<Typed> {
  const [first = "", ...rest] = wordsOf(command.replace(/^npm run pulumi -- /, "pulumi "));
  if (first === "pulumi") {
    const flags = /^(up|destroy)$/.test(rest[0] ?? "") ? wordsOf(unattended) : [];
    const options = { cwd: folder, env, extendEnv: false, all: true, reject: false } as const;
    const { exitCode = -1, all } = await execa("pulumi", [...rest, ...flags], options);
    return { exitCode, output: all };
  }
  const [, script = "", , ...args] = [first, ...rest].slice(1);
  const { terminal, said } = listening();
  const tool = script === "sandbox" && args[0] === "meddle" ? meddling : tools[script];
  if (first !== "npm" || !tool) throw new Error(`No test knows how to type "${command}".`);
  const exitCode = await runTool(() => tool([...args, "--cwd", folder], { terminal, env }), terminal);
  return { exitCode, output: said.out + said.err };
}

const meddling: Tool = async (args, { terminal, env }) => {
  const [stack = "", cwd] = ["--stack", "--cwd"].map((option) => args[args.indexOf(option) + 1]);
  for (const line of await meddle({ stack, cwd, env })) terminal.out(line);
  return 0;
};
