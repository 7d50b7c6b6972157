import { DocumentError, isObject, type ReadText, readYamlFile } from "./file.ts";
import type { ConfigPath, Problem } from "./problems.ts";
import { valueAt } from "./schemaProblems.ts";

/**
 * Lays the configuration of a stack over that of a shared file (`apis`, `clients`), so that what is the same in all
 * stacks is written once. Objects merge key by key, everything else replaces, `null` takes away (RFC 7396, JSON merge patch).
 *
 * @returns the result, and where a problem's value was written when that is the shared file
 * @throws DocumentError when the file cannot be read
 */
export function layered(
  own: Record<string, unknown>,
  path: string,
  readText: ReadText,
): { raw: Record<string, unknown>; where: (problem: Problem) => string } {
  const shared = readShared(path, readText);
  return {
    raw: merge(shared, own) as Record<string, unknown>,
    where: ({ path: at }) => (isIn(own, at) || !isIn(shared, at) ? "" : ` (in ${path})`),
  };
}

function readShared(path: string, readText: ReadText): Record<string, unknown> {
  const value = readYamlFile(path, readText);
  if (!isObject(value)) throw new DocumentError(`${path} holds no object with apis and clients`);
  const foreign = Object.keys(value).filter((key) => key !== "apis" && key !== "clients");
  if (foreign.length) {
    throw new DocumentError(
      `${path} has ${foreign.join(", ")}; allowed: apis, clients. The rest belongs into Pulumi.yaml or the stack's file`,
    );
  }
  return value;
}

/** RFC 7396, section 2. */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merge(result.get(key), value));
  }
  // Own properties, whatever they are called.
  return Object.fromEntries(result);
}

function isIn(root: unknown, path: ConfigPath): boolean {
  return valueAt(root, path) !== undefined;
}
