import {
  isObject,
  isUnknown,
  type Properties,
  type Property,
  snakeCase,
  type Type,
  type Value,
  type Values,
} from "./types.ts";

export interface Failure {
  /** Empty: the reason says where, as the published plugin's do. */
  property: string;
  reason: string;
}

/** Where the names of the defaults that were filled in are kept, so that a later default doesn't look like a choice. */
export const DEFAULTS = "__defaults";

export interface Checked {
  inputs: Values;
  failures: Failure[];
}

/**
 * What `Check` does: fill in defaults, refuse what is missing, unknown by name, of the wrong type or invalid. Values that are
 * not known yet pass.
 *
 * @param name logical name of the resource, for the messages
 * @param recordDefaults whether to write `__defaults` as bridged plugins with Terraform's SDK v2 do
 */
export function check(properties: Properties, news: Values, name: string, recordDefaults: boolean): Checked {
  const failures: Failure[] = [];
  const fail = (reason: string, path: string) =>
    failures.push({ property: "", reason: `${reason}. Examine values at '${name}.${path}'.` });
  const inputs = checkObject(properties, news, "", recordDefaults, fail);
  return { inputs, failures };
}

type Fail = (reason: string, path: string) => void;

function checkObject(
  properties: Properties,
  news: Values,
  path: string,
  record: boolean,
  fail: Fail,
): Values {
  const result: Values = {};
  const defaults: string[] = [];
  const at = (name: string) => (path ? `${path}.${name}` : name);
  for (const name of Object.keys(news)) {
    if (name === DEFAULTS) continue;
    const property = properties[name];
    if (!property || property.presence === "computed") fail("Invalid or unknown key", at(name));
  }
  for (const [name, property] of Object.entries(properties)) {
    if (property.presence === "computed") continue;
    const given = news[name];
    if (given === undefined || given === null) {
      if (property.presence === "required") {
        fail(
          `Missing required argument. The argument "${snakeCase(name)}" is required, but no definition was found`,
          at(name),
        );
      } else if (property.default !== undefined && !property.conflictsWith?.some((other) => news[other])) {
        result[name] = property.default;
        defaults.push(name);
      }
      continue;
    }
    result[name] = checkValue(given, property, property.type, at(name), record, fail);
    for (const other of property.conflictsWith ?? []) {
      if (news[other] !== undefined && news[other] !== null) {
        fail(
          `Conflicting configuration arguments. "${snakeCase(name)}": conflicts with ${snakeCase(other)}`,
          at(name),
        );
      }
    }
  }
  if (record) result[DEFAULTS] = defaults.sort();
  return result;
}

function checkValue(
  value: Value,
  property: Property,
  type: Type,
  path: string,
  record: boolean,
  fail: Fail,
): Value {
  if (isUnknown(value)) return value;
  const wrongType = (expected: string) => {
    fail(`expected ${expected}, got ${JSON.stringify(value)}`, path);
    return value;
  };
  switch (type.kind) {
    case "list":
    case "set":
      if (!Array.isArray(value)) return wrongType("a list");
      return value.map((item, i) => checkValue(item, property, type.items, `${path}[${i}]`, record, fail));
    case "map":
      if (!isObject(value)) return wrongType("a map");
      return value;
    case "object":
      if (!isObject(value)) return wrongType("an object");
      return checkObject(type.properties, value, path, record, fail);
    default: {
      const scalar = toScalar(value, type.kind);
      if (scalar === undefined) return wrongType(`a value of type ${type.kind}`);
      const key = snakeCase(path.replace(/\[(\d+)\]/g, ".$1"));
      const complaint = property.validate?.(scalar, key);
      if (complaint) fail(complaint, path);
      return scalar;
    }
  }
}

/** Terraform converts between scalars where nothing is lost ("1" for 1), and so does this. */
function toScalar(value: Value, kind: "string" | "boolean" | "integer"): Value | undefined {
  if (kind === "string") {
    return typeof value === "string" ? value : typeof value === "object" ? undefined : String(value);
  }
  if (kind === "boolean") {
    if (typeof value === "boolean") return value;
    return value === "true" ? true : value === "false" ? false : undefined;
  }
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return Number.isInteger(number) ? number : undefined;
}
