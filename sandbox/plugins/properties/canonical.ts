import {
  isObject,
  isUnknown,
  type Properties,
  type Property,
  type Type,
  UNKNOWN,
  type Value,
  type Values,
} from "./types.ts";

/**
 * A value with everything taken away that means the same as nothing, so that two equal ones are equal as JSON: zero values,
 * defaults, empty collections, computed parts, the order of sets. This is the published plugin's own notion: it compares
 * in Terraform's terms, where an absent optional argument is its zero value, and suppresses the diff of blocks that hold
 * only defaults (`applicationDiffSuppress` in terraform-provider-azuread).
 */
export function canonical(value: Value | undefined, type: Type): Value | undefined {
  if (value === null || value === undefined || value === "" || value === false || value === 0)
    return undefined;
  if (isUnknown(value)) return UNKNOWN;
  switch (type.kind) {
    case "list":
    case "set": {
      if (!Array.isArray(value) || value.length === 0) return undefined;
      const items = value.map((item) => canonical(item, type.items) ?? null);
      return type.kind === "set" ? items.sort(byJson) : items;
    }
    case "map": {
      if (!isObject(value)) return undefined;
      const entries = Object.entries(value)
        .filter(([, item]) => item !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return entries.length > 0 ? Object.fromEntries(entries) : undefined;
    }
    case "object":
      return isObject(value) ? canonicalObject(value, type.properties) : undefined;
    default:
      return value;
  }
}

/** One property's value: its default counts as nothing, so that only what differs from it is left. */
function canonicalProperty(value: Value | undefined, property: Property): Value | undefined {
  if (property.default === undefined) return canonical(value, property.type);
  const given = value ?? property.default;
  return given === property.default ? undefined : given;
}

export function sameValue(a: Value | undefined, b: Value | undefined, property: Property): boolean {
  return json(canonicalProperty(a, property)) === json(canonicalProperty(b, property));
}

export function sameItem(a: Value | undefined, b: Value | undefined, type: Type): boolean {
  return json(canonical(a, type)) === json(canonical(b, type));
}

function canonicalObject(value: Values, properties: Properties): Value | undefined {
  const result: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.presence === "computed" || property.presence === "optionalComputed") continue;
    const part = canonicalProperty(value[name], property);
    if (part !== undefined) result[name] = part;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

const json = (value: Value | undefined) => JSON.stringify(value) ?? "";
const byJson = (a: Value, b: Value) => (json(a) < json(b) ? -1 : 1);
