import { canonical, sameItem, sameValue } from "./canonical.ts";
import {
  isObject,
  isUnknown,
  type Properties,
  type Property,
  type Type,
  type Value,
  type Values,
} from "./types.ts";

export type ChangeKind = "add" | "delete" | "update";

export interface Change {
  /** Name of the top-level property. */
  property: string;
  /** As the engine writes it: `api.oauth2PermissionScopes[1].enabled`. */
  path: string;
  kind: ChangeKind;
  replaces: boolean;
}

/**
 * What differs between a resource's state and the inputs that the program gives now. The state counts, not the old inputs:
 * what somebody changed behind our back, and a `refresh` has seen, is a difference too.
 *
 * @param state outputs of the last create, update or read
 * @param news checked inputs
 * @param ignored top-level properties that `ignoreChanges` names
 */
export function diff(
  properties: Properties,
  state: Values,
  news: Values,
  ignored: ReadonlySet<string>,
): Change[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (property.presence === "computed" || ignored.has(name)) return [];
    if (property.presence === "optionalComputed" && (news[name] === undefined || news[name] === null))
      return [];
    return compareProperty(state[name], news[name], property, name).map((change) => ({
      ...change,
      property: name,
      replaces: property.replaces === true,
    }));
  });
}

type Found = Pick<Change, "path" | "kind">;

function compareProperty(
  old: Value | undefined,
  now: Value | undefined,
  property: Property,
  path: string,
): Found[] {
  if (sameValue(old, now, property)) return [];
  const { type } = property;
  const before = canonical(old, type);
  const after = canonical(now, type);
  if (isUnknown(now)) return [{ path, kind: before === undefined ? "add" : "update" }];
  if (before === undefined && property.default === undefined) return [{ path, kind: "add" }];
  if (after === undefined && property.default === undefined) return [{ path, kind: "delete" }];
  return compareInside(old, now, type, path);
}

function compareInside(old: Value | undefined, now: Value | undefined, type: Type, path: string): Found[] {
  if (type.kind === "object" && isObject(old) && isObject(now)) {
    return Object.entries(type.properties).flatMap(([name, property]) =>
      property.presence === "computed" ||
      (property.presence === "optionalComputed" && now[name] === undefined)
        ? []
        : compareProperty(old[name], now[name], property, `${path}.${name}`),
    );
  }
  if (type.kind === "map" && isObject(old) && isObject(now)) {
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return names.flatMap((name) => element(old[name], now[name], type.items, `${path}${key(name)}`));
  }
  if (type.kind === "list" && Array.isArray(old) && Array.isArray(now)) {
    const length = Math.max(old.length, now.length);
    return Array.from({ length }, (_, i) => element(old[i], now[i], type.items, `${path}[${i}]`)).flat();
  }
  if (type.kind === "set" && Array.isArray(old) && Array.isArray(now))
    return compareSets(old, now, type.items, path);
  return [{ path, kind: "update" }];
}

/** Elements of a set are told apart by their `id` where they have one, else by all that they hold. */
function compareSets(old: Value[], now: Value[], items: Type, path: string): Found[] {
  const gone = old
    .map((item, i) => ({ item, i }))
    .filter(({ item }) => !now.some((n) => sameItem(item, n, items)));
  const fresh = now
    .map((item, i) => ({ item, i }))
    .filter(({ item }) => !old.some((o) => sameItem(item, o, items)));
  const found: Found[] = [];
  for (const { item, i } of fresh) {
    const before = gone.findIndex((other) => other.i === i && sameId(other.item, item));
    if (before < 0) {
      found.push({ path: `${path}[${i}]`, kind: gone.some((other) => other.i === i) ? "update" : "add" });
    } else {
      found.push(...compareInside(gone[before]?.item, item, items, `${path}[${i}]`));
    }
  }
  const replaced = new Set(fresh.map(({ i }) => i));
  for (const { i } of gone) if (!replaced.has(i)) found.push({ path: `${path}[${i}]`, kind: "delete" });
  return found;
}

function element(old: Value | undefined, now: Value | undefined, type: Type, path: string): Found[] {
  if (sameItem(old, now, type)) return [];
  if (old === undefined) return [{ path, kind: "add" }];
  if (now === undefined) return [{ path, kind: "delete" }];
  return compareInside(old, now, type, path);
}

const sameId = (a: Value, b: Value) => isObject(a) && isObject(b) && a.id !== undefined && a.id === b.id;

const key = (name: string) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `["${name.replaceAll('"', '\\"')}"]`;
