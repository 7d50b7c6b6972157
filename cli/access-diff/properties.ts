import { isDeepStrictEqual } from "node:util";

/** Marks a secret in Pulumi's serialized properties (pulumi/pulumi, sdk/go/common/resource/sig/sig.go). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** The code of a dynamic provider; Pulumi's own, not a property that anybody set. */
const INTERNAL = new Set(["__provider", "__defaults"]);
/** `operations["POST /books"]` tells more than `operations`; deeper paths only get longer. */
const DEPTH = 2;

type Properties = Record<string, unknown>;

/** What an engine event says about one side of a step. */
export interface Difference {
  before: Properties;
  after: Properties;
  /** Paths that the provider named, if it did. */
  paths: string[];
  /** Top-level names that the provider named, if it did. */
  diffs: string[];
}

/**
 * The names of the properties that change, sorted. A dynamic provider that answers `changes: true` gives the engine no paths
 * (pulumi/pulumi, sdk/nodejs/dynamic), so where there are none the inputs are compared here.
 *
 * A secret is blinded on both sides, so a changed one looks equal; where nothing else differs the secret properties are named.
 */
export function changedProperties({ before, after, paths, diffs }: Difference): string[] {
  const named = paths.map(shorten);
  const compared = differing(before, after, DEPTH, "");
  const found = new Set(named.length > 0 ? named : compared);
  for (const name of diffs) if (![...found].some((path) => root(path) === name)) found.add(name);
  const shown = [...found].filter((path) => !INTERNAL.has(root(path)));
  return (shown.length > 0 ? shown : secretNames(after)).sort();
}

function differing(before: unknown, after: unknown, depth: number, path: string): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (depth === 0 || !isPlain(before) || !isPlain(after)) return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differing(before[key], after[key], depth - 1, join(path, key)),
  );
}

function isPlain(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(SIGNATURE in value);
}

function secretNames(properties: Properties): string[] {
  return Object.entries(properties)
    .filter(([name, value]) => !INTERNAL.has(name) && JSON.stringify(value)?.includes(SIGNATURE))
    .map(([name]) => `${name} (secret)`);
}

function join(path: string, key: string): string {
  if (path === "") return key;
  return /^[\w$]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** The first two parts of a property path as Pulumi writes it, without list indexes. */
function shorten(path: string): string {
  const parts = path.match(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]|[^.[\]]+/g) ?? [path];
  return parts
    .filter((part) => !/^\[\d+\]$/.test(part))
    .slice(0, DEPTH)
    .reduce((whole, part) => (whole === "" || part.startsWith("[") ? whole + part : `${whole}.${part}`), "");
}

function root(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
