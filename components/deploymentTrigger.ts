import { createHash } from "node:crypto";

/**
 * Digest of what a revision would carry: a new one is deployed when it changes and only then. The order of keys does not matter,
 * nor that of an operation's permissions.
 */
export function deploymentTrigger(
  permissions: Record<string, unknown>,
  operations: Record<string, string[]>,
): string {
  const scopes = Object.entries(permissions).sort(byKey);
  const routes = Object.entries(operations)
    .map(([operation, names]): [string, string[]] => [operation, [...names].sort()])
    .sort(byKey);
  return createHash("sha256")
    .update(JSON.stringify([scopes, routes], sortedKeys))
    .digest("hex");
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(byKey));
}
