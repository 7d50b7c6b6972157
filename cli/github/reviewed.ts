import type { Repository } from "./api.ts";

interface Pull {
  number: number;
  merged_at: string | null;
  head: { sha: string };
}

interface Artifact {
  name: string;
  expired: boolean;
  workflow_run: { id: number } | null;
}

interface Run {
  event: string;
  conclusion: string | null;
  /** `.github/workflows/preview.yml`, perhaps with `@` and a ref. */
  path: string;
}

/** Where a plan that was reviewed is looked for. */
export interface ReviewedPlan {
  commit: string;
  workflow: string;
  event: "pull_request" | "pull_request_target";
  artifact: string;
}

/** The run of a workflow that a reviewer saw before the merge. */
export interface ReviewedRun {
  pullRequest: number;
  runId: number;
  /** The plan that it uploaded. */
  artifact: string;
}

/**
 * Finds the pull request that a commit of the main branch came with, and the plan that a workflow made of what was merged. A branch can
 * upload what it likes under any name: so the artifact counts only if it is of a successful run of that very workflow, for that very
 * event. With `pull_request_target` GitHub runs the main branch's file; with `pull_request` the branch's own, which may have been changed.
 *
 * @param workflow name of its file
 * @param event what started it
 * @param artifact name of the artifact without the commit, which ends it
 * @returns undefined for a commit without a pull request, and for one whose last state has no such plan (any more)
 */
export async function reviewedRun(
  repository: Repository,
  { commit, workflow, event, artifact }: ReviewedPlan,
): Promise<ReviewedRun | undefined> {
  const pulls = await repository.get<Pull[]>(`/commits/${commit}/pulls`);
  const pull = pulls.find(({ merged_at }) => merged_at !== null);
  if (!pull) return undefined;
  const name = `${artifact}-${pull.head.sha}`;
  // Newest first.
  const { artifacts } = await repository.get<{ artifacts: Artifact[] }>(
    `/actions/artifacts?name=${encodeURIComponent(name)}&per_page=100`,
  );
  for (const { expired, workflow_run: made } of artifacts) {
    if (expired || !made) continue;
    const run = await repository.get<Run>(`/actions/runs/${made.id}`);
    const ofWorkflow = run.path.split("@", 1)[0] === `.github/workflows/${workflow}`;
    if (ofWorkflow && run.event === event && run.conclusion === "success")
      return { pullRequest: pull.number, runId: made.id, artifact: name };
  }
  return undefined;
}
