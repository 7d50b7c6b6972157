import { accessDiffTool } from "../../../cli/access-diff/tool.ts";
import type { AccessDiff } from "../../../cli/access-diff/types.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { projectFolder, type Stack } from "../../../sandbox/engine/index.ts";

export interface Told {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs `access-diff` on a stack of the real engine, as `npm run access-diff -- --stack …` does. */
export async function runDiff(
  { name, configFile, env }: Pick<Stack, "name" | "configFile" | "env">,
  args: string[] = [],
  now?: Date,
): Promise<Told> {
  const said = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void said.out.push(text),
    err: (text: string) => void said.err.push(text),
  };
  const all = ["--stack", name, "--cwd", projectFolder, "--config-file", configFile, ...args];
  const exitCode = await runTool(
    () => accessDiffTool(all, { terminal, env, ...(now ? { now } : {}) }),
    terminal,
  );
  return { exitCode, out: said.out.join("\n"), err: said.err.join("\n") };
}

/** The comparison of a run that succeeds. */
export async function diffOf(stack: Stack, now?: Date): Promise<AccessDiff> {
  const { exitCode, out, err } = await runDiff(stack, ["--json"], now);
  if (exitCode !== 0) throw new Error(err);
  return JSON.parse(out) as AccessDiff;
}
