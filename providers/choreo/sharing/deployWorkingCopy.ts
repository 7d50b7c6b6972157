import { setTimeout as sleep } from "node:timers/promises";
import { listRevisions } from "../api/revisions.ts";
import type { Deployment, Revision } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type Unready, unready } from "./deploymentStatus.ts";
import { deploy, deployedRevisions, isByStack, makeRevision, oldestFirst, rank } from "./revisions.ts";

/** How often, and how long in all, a deployment that the gateways have not confirmed is looked at. */
const POLL_MS = 1_000;
const PATIENCE_MS = 30_000;

export interface DeploymentResult extends Unready {
  revisionId: string;
}

/**
 * "Save and Deploy": makes a revision of the working copy and deploys it.
 *
 * @param protectedIds revisions that the API shall come back to, which are not deleted to make room
 * @param isShared other stacks claim the API too: make sure that no older revision has taken the place of a newer one
 */
export async function deployWorkingCopy(
  control: ControlPlane,
  apiId: string,
  claimant: string,
  places: Deployment[],
  { protectedIds, isShared }: { protectedIds: readonly string[]; isShared: boolean },
): Promise<DeploymentResult> {
  const client = control.client();
  const { revision, answer } = await makeAndDeploy(client, apiId, claimant, places, protectedIds);
  if (isShared) await keepNewestDeployed(client, apiId, places);
  const made = answer.filter(({ name }) => places.some((place) => place.name === name));
  return { revisionId: revision.id, ...(await outcome(client, apiId, revision.id, made)) };
}

/**
 * A revision can be rotated away between its making and its deployment, by a stack that needs the place. That stack's own revision
 * is newer and holds our claims too, so it does as well.
 */
async function makeAndDeploy(
  client: Client,
  apiId: string,
  claimant: string,
  places: Deployment[],
  protectedIds: readonly string[],
): Promise<{ revision: Revision; answer: Deployment[] }> {
  let revision = await makeRevision(client, apiId, claimant, protectedIds);
  for (let attempt = 1; ; attempt++) {
    try {
      return { revision, answer: await deploy(client, apiId, revision.id, places) };
    } catch (error) {
      if (!isRotatedAway(error) || attempt >= 10) throw error;
      const newest = oldestFirst((await listRevisions(client, apiId)).filter(isByStack)).at(-1);
      const isNewer = newest && rank(newest) > rank(revision);
      revision = isNewer ? newest : await makeRevision(client, apiId, claimant, protectedIds);
    }
  }
}

function isRotatedAway(error: unknown): boolean {
  return error instanceof ChoreoError && error.code === 900347;
}

/**
 * Two stacks that deploy at once may do so in another order than they made their revisions. The newest one holds the claims of
 * all, so whoever sees an older one deployed puts that right; the last to deploy always looks afterwards.
 */
async function keepNewestDeployed(client: Client, apiId: string, places: Deployment[]): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const revisions = await listRevisions(client, apiId);
    const newest = oldestFirst(revisions.filter(isByStack)).at(-1);
    const deployed = deployedRevisions(revisions);
    const outdated = places.filter(({ name }) => {
      const there = deployed.get(name)?.revision;
      // It may wait there for approval.
      if (newest?.deploymentInfo?.some((deployment) => deployment.name === name)) return false;
      return newest !== undefined && there?.id !== newest.id && (there === undefined || isByStack(there));
    });
    if (!newest || outdated.length === 0) return;
    await deploy(client, apiId, newest.id, outdated).catch((error: unknown) => {
      // Rotated away by the stack that made a newer one: look again.
      if (attempt === 4) throw error;
    });
  }
}

/** What became of a deployment, as far as the flavour tells: Choreo's answers have neither a status nor counts. */
async function outcome(
  client: Client,
  apiId: string,
  revisionId: string,
  made: Deployment[],
): Promise<Unready> {
  const end = Date.now() + PATIENCE_MS;
  let current = made;
  while (current.some(isUnderWay) && Date.now() < end) {
    await sleep(POLL_MS);
    const revision = (await listRevisions(client, apiId)).find(
      (candidate: Revision) => candidate.id === revisionId,
    );
    const infos = revision?.deploymentInfo ?? [];
    current = infos.filter(({ name }) => made.some((deployment) => deployment.name === name));
  }
  return unready(current);
}

/** Approved, but not yet on all the gateways that are alive. An approval by a person is not waited for. */
function isUnderWay({
  status,
  liveGatewayCount = 0,
  deployedGatewayCount = 0,
  failedGatewayCount = 0,
}: Deployment): boolean {
  return status === "APPROVED" && deployedGatewayCount + failedGatewayCount < liveGatewayCount;
}
