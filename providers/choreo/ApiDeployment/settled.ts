import { listRevisions } from "../api/revisions.ts";
import type { Deployment, Revision } from "../api/types.ts";
import type { Client } from "../client/client.ts";

/** How often, and how long in all, a deployment that the gateways have not confirmed is looked at. */
const POLL_MS = 1_000;
const POLLS = 30;

/**
 * Deployments once they have come through, as far as the flavour tells: Choreo's answers have neither a status nor counts. One that a
 * person has to approve is not waited for.
 */
export async function settled(
  client: Client,
  apiId: string,
  { revision, deployments }: { revision: Revision; deployments: Deployment[] },
): Promise<Deployment[]> {
  let current = deployments;
  for (let poll = 0; poll < POLLS && current.some(isUnderWay); poll++) {
    await client.pause(POLL_MS);
    const found = (await listRevisions(client, apiId)).find(({ id }) => id === revision.id);
    const names = deployments.map(({ name }) => name);
    current = (found?.deploymentInfo ?? []).filter(({ name }) => names.includes(name));
  }
  return current;
}

/** Approved, but not yet on all the gateways that are alive. */
function isUnderWay({
  status,
  liveGatewayCount = 0,
  deployedGatewayCount = 0,
  failedGatewayCount = 0,
}: Deployment): boolean {
  return status === "APPROVED" && deployedGatewayCount + failedGatewayCount < liveGatewayCount;
}
