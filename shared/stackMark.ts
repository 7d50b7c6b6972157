/**
 * The resource that gives a stack an id of its own. It lives in the state alone and is made before what bears it, so that two stacks of
 * one name in one tenant, say of two repositories made from one template, never take each other's objects for their own.
 */
export const stackIdResource = { type: "random:index/randomUuid:RandomUuid", name: "stack" } as const;

const PREFIX = "stack-id:";

/** The tag of what a stack makes in Entra ID. */
export function stackIdTag(stackId: string): string {
  return PREFIX + stackId;
}

/** @returns nothing for what was made by a version that did not note it, or by no stack */
export function stackIdIn(tags: readonly unknown[] | null | undefined): string | undefined {
  const isMark = (tag: unknown): tag is string => typeof tag === "string" && tag.startsWith(PREFIX);
  return tags?.find(isMark)?.slice(PREFIX.length);
}
