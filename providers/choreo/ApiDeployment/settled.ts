import { deploymentsOf, listRevisions } from "../api/revisions.ts";
import type { Deployment } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import type { Made } from "../sharing/reconcile.ts";

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
  { revision, deployments }: Made,
): Promise<Deployment[]> {
  let current = deployments;
  for (let poll = 0; poll < POLLS && current.some(isUnderWay); poll++) {
    await client.pause(POLL_MS);
    const names = deployments.map(({ name }) => name);
    const all = deploymentsOf(await listRevisions(client, apiId), revision.id);
    current = all.filter(({ name }) => names.includes(name));
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
