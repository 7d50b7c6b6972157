import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createRevision, deleteRevision, deployRevision, listRevisions } from "../api/revisions.ts";
import type { Deployment, Revision } from "../api/types.ts";
import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { ChoreoError } from "../client/errors.ts";
import { isEffective } from "./deploymentStatus.ts";
import { claimantHash } from "./register.ts";

/** Attempts to get one of the few places for revisions. */
const ATTEMPTS = 30;

/** Description of a revision that a stack made: who, a hash of that, and a mark of the attempt. At most 255 characters. */
const MARK = /^Pulumi .*\[([0-9a-f]{12}) [0-9a-f]{8}\]$/;

function describe(claimant: string): string {
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
export function isDeployed({ deploymentInfo }: Revision): boolean {
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
export const rank = ({ displayName, createdTime }: Revision): number =>
  Number(/(\d+)\s*$/.exec(displayName ?? "")?.[1] ?? Date.parse(createdTime ?? "")) || 0;

export function oldestFirst(revisions: Revision[]): Revision[] {
  return revisions.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * A new revision of the working copy. At the server's limit the oldest one that is not deployed makes room: ours first; one that
 * is deployed, or that the API shall come back to, never.
 *
 * @param protectedIds revisions of the baseline
 */
export async function makeRevision(
  client: Client,
  apiId: string,
  claimant: string,
  protectedIds: readonly string[],
  description = describe(claimant),
): Promise<Revision> {
  const make = () =>
    createOnce(
      () => createRevision(client, apiId, description),
      async () =>
        (await listRevisions(client, apiId)).find((revision) => revision.description === description),
    );
  for (let attempt = 1; ; attempt++) {
    try {
      return await make();
    } catch (error) {
      if (!isFull(error) || attempt >= ATTEMPTS) throw error;
      const outcome = await makeRoom(client, apiId, protectedIds);
      if (outcome === "full") throw error;
      // Other stacks take the places that become free as well.
      if (attempt > 1 || outcome === "busy") await sleep(100 * Math.min(attempt, 5) * (0.5 + Math.random()));
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof ChoreoError && error.code === 900351;
}

/** @returns `busy`: other stacks are deploying, so a place will become free; `full`: it will not */
async function makeRoom(
  client: Client,
  apiId: string,
  protectedIds: readonly string[],
): Promise<"made" | "busy" | "full"> {
  const revisions = await listRevisions(client, apiId);
  const idle = revisions.filter((revision) => !isDeployed(revision) && !protectedIds.includes(revision.id));
  const [oldest] = oldestFirst(idle.some(isByStack) ? idle.filter(isByStack) : idle);
  if (!oldest) return revisions.filter(isByStack).length > 1 ? "busy" : "full";
  if (!isByStack(oldest)) {
    console.warn(
      `Deleted ${oldest.displayName} of the API ${apiId}, which was not deployed, to make room for a new revision.`,
    );
  }
  await removeRevision(client, apiId, oldest.id);
  return "made";
}

/** Deleted, or gone, or deployed again by somebody meanwhile: then it stays. */
export async function removeRevision(client: Client, apiId: string, revisionId: string): Promise<void> {
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
  deployments: Deployment[],
): Promise<Deployment[]> {
  return createOnce(
    () => deployRevision(client, apiId, revisionId, deployments),
    async () => {
      const revision = (await listRevisions(client, apiId)).find(({ id }) => id === revisionId);
      const there = revision?.deploymentInfo ?? [];
      const isThere = deployments.every(({ name }) => there.some((deployment) => deployment.name === name));
      return isThere ? there : undefined;
    },
  );
}
