/** Whose a claim is. */
export interface ClaimingStack {
  /** `project/stack` */
  name: string;
  /** None in claims of older versions, and of stacks that have none. */
  id: string | undefined;
}

/** @param claimant `project/stack/resource`, and `@` with the stack's id */
export function stackOf(claimant: string): ClaimingStack {
  const [, id] = /@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(claimant) ?? [];
  return { name: claimant.split("/").slice(0, 2).join("/"), id };
}

/** By name and id: one that has got its id since is another. */
export function isOneStack(one: string, other: string): boolean {
  const [a, b] = [stackOf(one), stackOf(other)];
  return a.name === b.name && a.id === b.id;
}
