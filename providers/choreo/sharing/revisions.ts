import { randomBytes } from "node:crypto";
import { isEffective } from "../api/deploymentStatus.ts";
import {
  createRevision,
  deleteRevision,
  deployRevision,
  listRevisions,
  undeployRevision,
} from "../api/revisions.ts";
import type { Deployment, Revision } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { ChoreoError } from "../client/errors.ts";
import { claimantHash } from "./register.ts";

/** Attempts to get one of the few places for revisions. */
const ATTEMPTS = 30;

/** Description of a revision that a stack made: who, a hash of that, and a mark of the attempt. At most 255 characters. */
const MARK = /^Pulumi .*\[([0-9a-f]{12}) [0-9a-f]{8}\]$/;

export function describeRevision(claimant: string): string {
  return `Pulumi ${claimant.slice(0, 180)} [${claimantHash(claimant)} ${randomBytes(4).toString("hex")}]`;
}

/** Made by any stack of this program. */
export function isByStack({ description }: Revision): boolean {
  return MARK.test(description ?? "");
}

export function isBy({ description }: Revision, claimant: string): boolean {
  return MARK.exec(description ?? "")?.[1] === claimantHash(claimant);
}

/** Deployed, or going to be when somebody approves: the server does not let go of such a revision. */
function isDeployed({ deploymentInfo }: Revision): boolean {
  return (deploymentInfo ?? []).some(({ status }) => status !== "REJECTED");
}

/** By environment: the revision that is deployed there; not one whose deployment waits for approval or was turned down. */
export function deployedRevisions(
  revisions: Revision[],
): Map<string, { revision: Revision; deployment: Deployment }> {
  return new Map(
    revisions.flatMap((revision) =>
      (revision.deploymentInfo ?? [])
        .filter(isEffective)
        .map((deployment) => [deployment.name, { revision, deployment }] as const),
    ),
  );
}

/** The server numbers revisions in the order that it made them; its clock is too coarse to tell them apart. */
const rank = ({ displayName, createdTime }: Revision): number =>
  Number(/(\d+)\s*$/.exec(displayName ?? "")?.[1] ?? Date.parse(createdTime ?? "")) || 0;

/**
 * A new revision of the working copy. At the server's limit the oldest one that is not deployed makes room: ours first; one that
 * is deployed, or that the API shall come back to, never.
 *
 * @param protectedIds revisions of the baseline
 */
export async function makeRevision(
  client: Client,
  apiId: string,
  description: string,
  protectedIds: readonly string[],
): Promise<Revision> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await createOnce(
        () => createRevision(client, apiId, description),
        async () =>
          (await listRevisions(client, apiId)).find((revision) => revision.description === description),
      );
    } catch (error) {
      const isFull = error instanceof ChoreoError && error.code === 900351;
      if (!isFull || attempt >= ATTEMPTS) throw error;
      const outcome = await makeRoom(client, apiId, protectedIds);
      if (outcome === "full") throw error;
      // Other stacks take the places that become free as well.
      if (attempt > 1 || outcome === "busy")
        await client.pause(100 * Math.min(attempt, 5) * (0.5 + Math.random()));
    }
  }
}

/** @returns `busy`: other stacks are deploying, so a place will become free; `full`: it will not */
async function makeRoom(
  client: Client,
  apiId: string,
  protectedIds: readonly string[],
): Promise<"made" | "busy" | "full"> {
  const revisions = await listRevisions(client, apiId);
  const idle = revisions.filter((revision) => !isDeployed(revision) && !protectedIds.includes(revision.id));
  const candidates = idle.some(isByStack) ? idle.filter(isByStack) : idle;
  const [oldest] = candidates.toSorted((a, b) => rank(a) - rank(b));
  if (!oldest) return revisions.filter(isByStack).length > 1 ? "busy" : "full";
  if (!isByStack(oldest)) {
    console.warn(
      `Deleted ${oldest.displayName} of the API ${apiId}, which was not deployed, to make room for a new revision.`,
    );
  }
  await removeRevision(client, apiId, oldest.id);
  return "made";
}

/**
 * Deletes revisions that are deployed nowhere. The server refuses to delete one that is, so that those that have just been replaced
 * need not be looked at again first.
 *
 * @param isOld something was done at the gateways since the revisions were listed
 */
export async function removeIdleRevisions(
  client: Client,
  apiId: string,
  revisions: Revision[],
  isOld = false,
) {
  for (const revision of revisions)
    if (isOld || !isDeployed(revision)) await removeRevision(client, apiId, revision.id);
}

async function removeRevision(client: Client, apiId: string, revisionId: string): Promise<void> {
  try {
    await deleteRevision(client, apiId, revisionId);
  } catch (error) {
    const { status, code } = error instanceof ChoreoError ? error : {};
    if (status !== 404 && code !== 900348) throw error;
  }
}

/** Deploys a revision once; sending it twice would be harmless, but not every server says so. */
export function deploy(
  client: Client,
  apiId: string,
  revisionId: string,
  places: Deployment[],
): Promise<Deployment[]> {
  return createOnce(
    () => deployRevision(client, apiId, revisionId, places),
    async () => {
      const revision = (await listRevisions(client, apiId)).find(({ id }) => id === revisionId);
      const there = revision?.deploymentInfo ?? [];
      const isThere = places.every(({ name }) => there.some((deployment) => deployment.name === name));
      return isThere ? there : undefined;
    },
  );
}

export function undeploy(client: Client, apiId: string, revisionId: string, place: Deployment) {
  return createOnce<unknown>(
    async () => (await undeployRevision(client, apiId, revisionId, [place])) ?? true,
    async () => {
      const there = deployedRevisions(await listRevisions(client, apiId)).get(place.name);
      return there?.revision.id === revisionId ? undefined : true;
    },
  );
}
