import { DEPLOYMENT_TASK, whereTaskWaits } from "../resource/tasks.ts";
import type { Deployment, Revision } from "./types.ts";

/** Deployments of a revision that are not what the gateways have; Choreo's answers have no status and so name none. */
export interface Unready {
  /** Environments where the deployment waits for approval. */
  waiting: string[];
  /** Environments where the deployment was turned down, or gateways failed to take it. */
  failed: string[];
}

export function unready(deployments: Deployment[]): Unready {
  const names = (test: (deployment: Deployment) => boolean): string[] =>
    deployments.filter(test).map(({ name }) => name);
  return {
    waiting: names(({ status }) => status === "CREATED"),
    failed: names(({ status, failedGatewayCount }) => status === "REJECTED" || (failedGatewayCount ?? 0) > 0),
  };
}

/** By environment: the revision at the gateways or on the way there; not one whose deployment waits for approval or was turned down. */
export function deployedRevisions(
  revisions: Revision[],
): Map<string, { revision: Revision; deployment: Deployment }> {
  return new Map(
    revisions.flatMap((revision) =>
      (revision.deploymentInfo ?? [])
        .filter(({ status }) => status !== "CREATED" && status !== "REJECTED")
        .map((deployment) => [deployment.name, { revision, deployment }] as const),
    ),
  );
}

/**
 * Of deployments made while a stack leaves: nothing fails by them, but until somebody approves them the gateways go on with what
 * they have.
 */
export function warnOfWaiting(apiId: string, deployments: Deployment[]): void {
  const { waiting } = unready(deployments);
  if (waiting.length === 0) return;
  console.warn(
    `The gateways keep the permissions of the API ${apiId} until the deployment to ${waiting.join(", ")} is approved: ${whereTaskWaits(DEPLOYMENT_TASK)}.`,
  );
}
