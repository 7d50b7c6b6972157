import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accessDiffTool } from "../../../cli/access-diff/tool.ts";
import type { AccessDiff } from "../../../cli/access-diff/types.ts";
import { runTool as runCommand } from "../../../cli/shared/run.ts";
import { projectFolder, type Stack } from "../../../sandbox/engine/index.ts";
import { inTempFolder } from "../../engine/harness.ts";
import type { TestStack } from "../../inProcess/open.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { listening } from "../listening.ts";

export interface Told {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs `access-diff` on a stack: through the engine as `npm run access-diff -- --stack …` does, or on what one in process tells. */
export function runDiff(
  stack: TestStack | Pick<Stack, "name" | "configFile" | "env">,
  args: string[] = [],
  now?: Date,
): Promise<Told> {
  if (!(stack instanceof InProcessStack)) {
    const { name, configFile, env } = stack as Stack;
    const place = ["--stack", name, "--cwd", projectFolder, "--config-file", configFile];
    return runTool([...place, ...args], env, now);
  }
  return inTempFolder(async (folder) => {
    const [state, events] = ["state.json", "events.jsonl"].map((file) => join(folder, file)) as [
      string,
      string,
    ];
    const recorded = await stack.record();
    await Promise.all([writeFile(state, recorded.state), writeFile(events, recorded.events)]);
    const files = ["--stack", stack.name, "--state-file", state, "--preview-file", events];
    return runTool([...files, ...args], stack.env, now);
  });
}

async function runTool(args: string[], env: Record<string, string>, now: Date | undefined): Promise<Told> {
  const { terminal, said } = listening();
  const exitCode = await runCommand(
    () => accessDiffTool(args, { terminal, env, ...(now ? { now } : {}) }),
    terminal,
  );
  return { exitCode, out: said.out.trimEnd(), err: said.err.trimEnd() };
}

/** The comparison of a run that succeeds. */
export async function diffOf(stack: TestStack, now?: Date): Promise<AccessDiff> {
  const { exitCode, out, err } = await runDiff(stack, ["--json"], now);
  if (exitCode !== 0) throw new Error(err);
  return JSON.parse(out) as AccessDiff;
}
