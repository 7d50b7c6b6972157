import { readFile } from "node:fs/promises";
import { z } from "zod";
import { CliError } from "../shared/errors.ts";

/** The parts of a webhook payload that are read here; `GITHUB_EVENT_PATH` holds it. */
const eventSchema = z.object({
  repository: z.object({ full_name: z.string() }),
  pull_request: z
    .object({
      number: z.int(),
      head: z.object({
        sha: z.string().optional(),
        repo: z.object({ full_name: z.string() }).nullable(),
      }),
    })
    .optional(),
});
export type WorkflowEvent = z.infer<typeof eventSchema>;

/** @throws CliError (usage) outside of a workflow */
export async function readEvent(env: NodeJS.ProcessEnv): Promise<WorkflowEvent> {
  try {
    return eventSchema.parse(JSON.parse(await readFile(env.GITHUB_EVENT_PATH ?? "", "utf8")));
  } catch (cause) {
    throw new CliError(
      "usage",
      "GITHUB_EVENT_PATH names no event of a workflow.",
      "This runs in GitHub Actions.",
      {
        cause,
      },
    );
  }
}

/**
 * Refuses a pull request from a fork. A preview runs the branch's code, and with it whatever it wants, where the credentials are;
 * a deleted fork counts as one.
 *
 * @throws CliError (untrusted)
 */
export function refuseFork({ repository, pull_request: pull }: WorkflowEvent): void {
  if (!pull || pull.head.repo?.full_name === repository.full_name) return;
  throw new CliError(
    "untrusted",
    `Pull request ${pull.number} comes from ${pull.head.repo?.full_name ?? "a fork that is gone"}: no preview, since it would run that code with this repository's credentials.`,
    "The checks without credentials run all the same. A maintainer who has read the change can push it to a branch of this repository.",
  );
}

/** @throws CliError (usage) when the event is of no pull request */
export function pullRequestOf(event: WorkflowEvent): number {
  if (event.pull_request) return event.pull_request.number;
  throw new CliError("usage", "The event is of no pull request.", "Give its number with --pull-request.");
}

/** @throws CliError (usage) when the event names no commit of a branch */
export function headOf(event: WorkflowEvent): string {
  const sha = event.pull_request?.head.sha;
  if (sha) return sha;
  throw new CliError("usage", "The event names no commit of a pull request.", "This runs on pull requests.");
}

/** Address of this run of a workflow, for whoever reads what it wrote. */
export function runAddress({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: name,
  GITHUB_RUN_ID: id,
}: NodeJS.ProcessEnv): string | undefined {
  return server && name && id ? `${server}/${name}/actions/runs/${id}` : undefined;
}
