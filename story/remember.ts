import { isDeepStrictEqual } from "node:util";
import type { Sandbox } from "../sandbox/start.ts";
import type { Remembered } from "./scene.ts";

export function remember({ entra, choreo }: Sandbox): Remembered {
  return structuredClone({ entra: entra.state(), choreo: choreo.state() });
}

/**
 * Where two JSON values differ first.
 *
 * @returns `undefined` when they are equal, else a path such as `apis.books.operations[1].scopes`
 */
export function firstDifference(a: unknown, b: unknown, path = ""): string | undefined {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b))
    return path || "everything";
  const inside = (key: string) => (Array.isArray(a) ? `${path}[${key}]` : path ? `${path}.${key}` : key);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[key], b[key], inside(key));
    if (found) return found;
  }
  return path;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
