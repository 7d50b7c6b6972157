import { listRevisions } from "../api/revisions.ts";
import type { ApiObject, Deployment } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import type { Baseline } from "./claim.ts";
import { deployedRevisions, isByStack } from "./revisions.ts";

/** What is deployed where, for the baseline of an API that nobody claims yet. */
export async function captureDeployments(client: Client, apiId: string): Promise<Deployment[]> {
  const deployed = deployedRevisions(await listRevisions(client, apiId));
  return [...deployed].map(([name, { revision, deployment }]) => ({
    name,
    // One of ours without a register is left over from a register that somebody removed: what was before it is lost.
    revisionUuid: isByStack(revision) ? "" : revision.id,
    ...(deployment.vhost ? { vhost: deployment.vhost } : {}),
    ...(deployment.displayOnDevportal === false ? { displayOnDevportal: false } : {}),
  }));
}

export function captureBaseline(api: ApiObject, deployments: Deployment[]): Baseline {
  return { lifecycle: api.lifeCycleStatus ?? "CREATED", deployments, kept: {} };
}
