import type { AccessDiff } from "./types.ts";

/** The comparison for programs: never cut, keys in the order of the type, lists sorted. */
export function toJson(diff: AccessDiff): string {
  return `${JSON.stringify(diff, null, 2)}\n`;
}
