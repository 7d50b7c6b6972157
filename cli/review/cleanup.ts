import { repository } from "../github/api.ts";
import type { Terminal } from "../shared/run.ts";
import { NotOurs } from "./owner.ts";
import type { PulumiOptions } from "./pulumi.ts";
import { down, ofThisRepository, reviewStacks } from "./stacks.ts";
import { tellUnsure } from "./unsure.ts";

/**
 * Destroys the stacks of pull requests that are closed: the workflow that should have done so was cancelled or failed. One stack
 * that can't be destroyed does not keep the others. A stack of another repository is that one's affair.
 *
 * @returns whether all is well: nothing is left, or may be left, that should not be
 */
export async function cleanup(
  env: NodeJS.ProcessEnv,
  options: PulumiOptions,
  terminal: Terminal,
): Promise<boolean> {
  const github = repository(env);
  const stacks = await reviewStacks(options);
  if (stacks.length === 0) terminal.out("There is no stack of a pull request.");
  let well = true;
  for (const { stack, pullRequest } of stacks) {
    try {
      await ofThisRepository(stack, options);
      const { state } = await github.get<{ state: string }>(`/pulls/${pullRequest}`);
      if (state === "open") {
        terminal.out(`${stack}: pull request ${pullRequest} is open, left alone.`);
        continue;
      }
      const { unsure } = await down(pullRequest, options);
      terminal.out(`${stack}: pull request ${pullRequest} is ${state}, destroyed.`);
      if (tellUnsure(stack, unsure, terminal)) well = false;
    } catch (error) {
      if (error instanceof NotOurs && error.owner !== undefined) {
        terminal.out(`${stack}: belongs to the repository ${error.owner}, left alone.`);
        continue;
      }
      well = false;
      terminal.err(`${stack}: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof NotOurs && error.advice) terminal.err(error.advice);
    }
  }
  return well;
}
