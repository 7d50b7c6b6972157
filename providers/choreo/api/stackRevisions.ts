import { createHash, randomBytes } from "node:crypto";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import { createRevision, listRevisions, removeRevision } from "./revisions.ts";
import type { Revision } from "./types.ts";

/** Attempts to get one of the few places for revisions. */
const ATTEMPTS = 30;

/** Description of a revision that a stack made: who, a hash of that, and a mark of the attempt. At most 255 characters. */
const MARK = /^Pulumi .*\[([0-9a-f]{12}) [0-9a-f]{8}\]$/;

export function describeRevision(claimant: string): string {
  return `Pulumi ${claimant.slice(0, 180)} [${claimantHash(claimant)} ${randomBytes(4).toString("hex")}]`;
}

/** Short and made of letters that a property's name may have. */
export function claimantHash(claimant: string): string {
  return createHash("sha256").update(claimant).digest("hex").slice(0, 12);
}

/** Made by any stack of this program. */
export function isByStack({ description }: Revision): boolean {
  return MARK.test(description ?? "");
}

export function isBy({ description }: Revision, claimant: string): boolean {
  return MARK.exec(description ?? "")?.[1] === claimantHash(claimant);
}

/** The server numbers revisions in the order that it made them; its clock is too coarse to tell them apart. */
export const rank = ({ displayName, createdTime }: Revision): number =>
  Number(/^Revision (\d+)$/i.exec(displayName ?? "")?.[1] ?? Date.parse(createdTime ?? "")) || 0;

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
      return await createRevision(client, apiId, description);
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
  const idle = revisions.filter((one) => heldPlaces(one).length === 0 && !protectedIds.includes(one.id));
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

/** Environments where a revision is deployed, or will be when somebody approves: the server does not let go of it. */
export function heldPlaces({ deploymentInfo }: Revision): string[] {
  return (deploymentInfo ?? []).filter(({ status }) => status !== "REJECTED").map(({ name }) => name);
}
