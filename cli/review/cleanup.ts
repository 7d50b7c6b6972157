import { repository } from "../github/api.ts";
import { reasonOf } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import type { PulumiOptions } from "./pulumi.ts";
import { down, reviewStacks } from "./stacks.ts";

/**
 * Destroys the stacks of pull requests that are closed: the workflow that should have done so was cancelled or failed. One stack
 * that can't be destroyed does not keep the others.
 *
 * @returns the stacks that are left though they should not be, each with the reason
 */
export async function cleanup(
  env: NodeJS.ProcessEnv,
  options: PulumiOptions,
  terminal: Terminal,
): Promise<{ stack: string; reason: string }[]> {
  const github = repository(env);
  const left: { stack: string; reason: string }[] = [];
  for (const { stack, pullRequest } of await reviewStacks(options)) {
    try {
      const { state } = await github.get<{ state: string }>(`/pulls/${pullRequest}`);
      if (state === "open") {
        terminal.out(`${stack}: pull request ${pullRequest} is open, left alone.`);
        continue;
      }
      await down(stack, options);
      terminal.out(`${stack}: pull request ${pullRequest} is ${state}, destroyed.`);
    } catch (error) {
      left.push({ stack, reason: reasonOf(error) });
      terminal.err(`${stack}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return left;
}
