import type { Repository } from "./api.ts";

interface Pull {
  number: number;
  merged_at: string | null;
  head: { sha: string };
}

/** The run of a workflow that a reviewer saw before the merge. */
export interface ReviewedRun {
  pullRequest: number;
  runId: number;
}

/**
 * Finds the pull request that a commit of the main branch came with, and the last successful run of a workflow at what was merged.
 *
 * @param workflow name of its file
 * @returns undefined for a commit without a pull request, and for one whose last state had no such run
 */
export async function reviewedRun(
  repository: Repository,
  { commit, workflow }: { commit: string; workflow: string },
): Promise<ReviewedRun | undefined> {
  const pulls = await repository.get<Pull[]>(`/commits/${commit}/pulls`);
  const pull = pulls.find(({ merged_at }) => merged_at !== null);
  if (!pull) return undefined;
  const query = `event=pull_request&status=success&head_sha=${pull.head.sha}`;
  // Newest first.
  const { workflow_runs: runs } = await repository.get<{ workflow_runs: { id: number }[] }>(
    `/actions/workflows/${workflow}/runs?${query}`,
  );
  return runs[0] && { pullRequest: pull.number, runId: runs[0].id };
}
