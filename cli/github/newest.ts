import { CliError } from "../shared/errors.ts";
import type { Repository } from "./api.ts";

/**
 * Refuses to go on with a run that was started again after its branch has moved on. Whoever may write can start any run of the last
 * month again, and with it an older commit: access that was taken away since would come back, reviewed by nobody.
 *
 * @throws CliError (refused); (usage) outside of a workflow
 * @see https://docs.github.com/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
 */
export async function refuseOlder(repository: Repository, env: NodeJS.ProcessEnv): Promise<void> {
  const { GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_SHA: commit, GITHUB_REF_NAME: branch } = env;
  if (attempt === "1") return;
  if (!commit || !branch)
    throw new CliError("usage", "GITHUB_SHA and GITHUB_REF_NAME name no commit of a branch.");
  const { commit: newest } = await repository.get<{ commit: { sha: string } }>(
    `/branches/${encodeURIComponent(branch)}`,
  );
  if (newest.sha === commit) return;
  throw new CliError(
    "refused",
    `This run was started again, and ${branch} has moved on since: it would bring back what ${commit.slice(0, 7)} said.`,
    `Start the workflow anew on ${branch} ("Run workflow"); to go back, revert the change in a pull request.`,
  );
}
