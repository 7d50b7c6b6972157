import { mapValues } from "../../../shared/records.ts";
import { canonical, sameItem, sameValue } from "./canonical.ts";
import { DEFAULTS } from "./check.ts";
import {
  isObject,
  type Properties,
  type Property,
  type Type,
  UNKNOWN,
  type Value,
  type Values,
} from "./types.ts";

/** The outputs to show in the preview of a create: what is given, what is left out, and what only the service will know. */
export function plannedCreate(properties: Properties, inputs: Values): Values {
  return mapProperties(properties, (name, { presence, type }) => {
    const given = inputs[name];
    if (given !== undefined && given !== null) return plannedValue(given, type);
    return presence === "computed" || presence === "optionalComputed" ? UNKNOWN : null;
  });
}

/**
 * The outputs to show in the preview of an update. All that the service gave before stays known, so that what depends on it
 * is not shown as changed; only `recomputed` becomes unknown.
 */
export function plannedUpdate(
  properties: Properties,
  state: Values,
  inputs: Values,
  recomputed: readonly string[],
): Values {
  return mapProperties(properties, (name, { presence, type }) => {
    if (recomputed.includes(name)) return UNKNOWN;
    const given = inputs[name];
    if (given !== undefined && given !== null) return plannedValue(given, type);
    return presence === "computed" || presence === "optionalComputed" ? (state[name] ?? null) : null;
  });
}

/**
 * The outputs after a create, update or read.
 *
 * @param read what the service says, in this package's terms
 * @param known where properties that the service never tells, and the order of sets, come from: inputs, or the old state
 * @param afterApply an argument that wasn't given and reads as an empty collection is `null` after an apply and `[]` after a
 *   refresh, as with the published plugin (Terraform's SDK keeps planned nulls)
 */
export function finalOutputs(
  properties: Properties,
  read: Values,
  known: Values,
  afterApply: boolean,
): Values {
  return mapProperties(properties, (name, property) => {
    if (property.kept) return known[name] ?? null;
    const value = align(read[name] ?? null, known[name], property.type);
    const planned = known[name] ?? null;
    const isEmpty = Array.isArray(value) && value.length === 0;
    const ofScalars =
      "items" in property.type && property.type.items.kind !== "object" && !property.shownEmpty;
    return afterApply && property.presence === "optional" && planned === null && isEmpty && ofScalars
      ? null
      : value;
  });
}

/** After a refresh: the old inputs with those values that no longer are what the service says. Nothing is added to them. */
export function refreshedInputs(properties: Properties, oldInputs: Values, state: Values): Values {
  const result: Values = {};
  const stale: string[] = [];
  for (const [name, value] of Object.entries(oldInputs)) {
    const property = properties[name];
    if (!property || property.kept || sameValue(value, state[name], property)) {
      result[name] = value;
      continue;
    }
    stale.push(name);
    const now = state[name];
    if (isObject(value) && isObject(now) && property.type.kind === "object") {
      result[name] = refreshedInputs(property.type.properties, value, now);
    } else if (now !== null && now !== undefined) {
      result[name] = withoutComputed(now, property.type);
    }
  }
  const defaults = oldInputs[DEFAULTS];
  if (Array.isArray(defaults)) result[DEFAULTS] = defaults.filter((name) => !stale.includes(String(name)));
  return result;
}

/** For an import: the inputs that a program would have to give for this state. */
export function importedInputs(properties: Properties, state: Values, recordDefaults: boolean): Values {
  const result: Values = recordDefaults ? { [DEFAULTS]: [] } : {};
  for (const [name, property] of Object.entries(properties)) {
    const value = state[name];
    if (property.presence === "computed" || value === null || value === undefined) continue;
    if (property.presence !== "required" && canonical(value, property.type) === undefined) continue;
    if (property.default !== undefined && value === property.default) continue;
    if (property.presence === "optionalComputed" && isAllDefaults(value)) continue;
    result[name] = withoutComputed(value, property.type, recordDefaults);
  }
  return result;
}

function withoutComputed(value: Value, type: Type, recordDefaults = false): Value {
  if ((type.kind === "list" || type.kind === "set") && Array.isArray(value)) {
    return value.map((item) => withoutComputed(item, type.items, recordDefaults));
  }
  return type.kind === "object" && isObject(value)
    ? importedInputs(type.properties, value, recordDefaults)
    : value;
}

const isAllDefaults = (value: Value): boolean =>
  Array.isArray(value)
    ? value.every(isAllDefaults)
    : isObject(value)
      ? Object.values(value).every(isAllDefaults)
      : value === false || value === "" || value === null;

/**
 * Sets of texts are sorted, as the published plugin's are; the objects of sets stand in the order in which they are known, so that a
 * state reads like its program.
 */
function align(value: Value, known: Value | undefined, type: Type): Value {
  if (type.kind === "object" && isObject(value) && isObject(known)) {
    return mapValues(value, (part, name) => {
      const property = type.properties[name];
      return property ? align(part, known[name], property.type) : part;
    });
  }
  if (type.kind !== "set" || !Array.isArray(value)) return value;
  if (type.items.kind === "string") return [...value].sort();
  if (!Array.isArray(known)) return value;
  const position = (item: Value) => {
    const at = known.findIndex((other) => sameItem(item, other, type.items) || sameId(item, other));
    return at < 0 ? known.length : at;
  };
  return [...value]
    .sort((a, b) => position(a) - position(b))
    .map((item) => align(item, known[position(item)], type.items));
}

const sameId = (a: Value, b: Value) => isObject(a) && isObject(b) && a.id !== undefined && a.id === b.id;

function plannedValue(given: Value, type: Type): Value {
  if (type.kind === "object" && isObject(given)) return plannedCreate(type.properties, given);
  if ((type.kind === "list" || type.kind === "set") && Array.isArray(given)) {
    return given.map((item) => plannedValue(item, type.items));
  }
  return given;
}

const mapProperties = (properties: Properties, value: (name: string, property: Property) => Value): Values =>
  mapValues(properties, (property, name) => value(name, property));
