/** By API and claimant: those whose permissions live in Choreo in this run. */
const released = new Set<string>();
const keyOf = (apiId: unknown, claimant: unknown) => `${apiId} ${claimant}`;

/**
 * Notes who owns the permissions of an API that a stack names. Where Choreo has them from this run on, the stack's deployment and
 * publication of the API go in the same run, and are to leave it alone; the engine checks all that the program names before it deletes
 * anything, so they come to know of it here.
 */
export function noteOwner({ apiId, claimant, owner }: Readonly<Record<string, unknown>>): void {
  if (owner === "choreo") released.add(keyOf(apiId, claimant));
  else released.delete(keyOf(apiId, claimant));
}

export function isReleased({ apiId, claimant }: Readonly<Record<string, unknown>>): boolean {
  return released.has(keyOf(apiId, claimant));
}
