import type { Deployment } from "../api/types.ts";
import { DEPLOYMENT_TASK, whereTaskWaits } from "../resource/tasks.ts";

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

/** At the gateways, or on the way there. */
export const isEffective = ({ status }: Deployment): boolean => status !== "CREATED" && status !== "REJECTED";

/**
 * Of deployments made while a stack leaves: nothing fails by them, but until somebody approves them the gateways go on with what
 * they have.
 */
export function warnOfWaiting(apiId: string, { waiting }: Pick<Unready, "waiting">): void {
  if (waiting.length === 0) return;
  console.warn(
    `The gateways keep the permissions of the API ${apiId} until the deployment to ${waiting.join(", ")} is approved: ${whereTaskWaits(DEPLOYMENT_TASK)}.`,
  );
}
