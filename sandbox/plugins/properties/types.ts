/** The sentinel with which the engine says "not known yet" (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Value = null | string | number | boolean | Value[] | { [key: string]: Value };
export type Values = { [key: string]: Value };

/**
 * The type of a property. A `set` is a list whose order means nothing: no diff, whatever order the service answers in.
 * An `object` carries the name that it has in the package schema.
 */
export type Type =
  | { kind: "string" | "boolean" | "integer" }
  | { kind: "list" | "set" | "map"; items: Type }
  | ObjectType;

export interface ObjectType {
  kind: "object";
  name: string;
  properties: Properties;
}

/**
 * - `required`: the program must give it.
 * - `optional`: the program may give it; absent is the same as its zero value (`""`, `false`, `0`, no elements).
 * - `optionalComputed`: the program may give it; else the service does, and what it gave stays.
 * - `computed`: only the service gives it.
 */
export type Presence = "required" | "optional" | "optionalComputed" | "computed";

/** Says what is wrong with a value, in the words of the published plugin, or nothing. `key` is the name in those words. */
export type Validator = (value: Value, key: string) => string | undefined;

export interface PropertyOptions {
  /** A change of it makes a new resource and then deletes the old one. */
  replaces?: boolean;
  secret?: boolean;
  /** Filled in by `Check`, as the published plugin does; absent then means this. */
  default?: string | number | boolean;
  /** The service never tells it: it comes from the inputs and stays in the state. */
  kept?: boolean;
  /** Where it is left out, the state has `[]` after an apply, too; the published plugin shows most such collections as null until a refresh. */
  shownEmpty?: boolean;
  /** Of each element when the property is a list or a set. */
  validate?: Validator;
  /** Not in both at once; names of other properties. */
  conflictsWith?: string[];
}

export interface Property extends PropertyOptions {
  type: Type;
  presence: Presence;
}

export type Properties = Record<string, Property>;

export const string: Type = { kind: "string" };
export const boolean: Type = { kind: "boolean" };
export const integer: Type = { kind: "integer" };
export const list = (items: Type): Type => ({ kind: "list", items });
export const set = (items: Type): Type => ({ kind: "set", items });
export const map = (items: Type): Type => ({ kind: "map", items });
export const object = (name: string, properties: Properties): ObjectType => ({
  kind: "object",
  name,
  properties,
});

const property =
  (presence: Presence) =>
  (type: Type, options: PropertyOptions = {}): Property => ({ type, presence, ...options });

export const required = property("required");
export const optional = property("optional");
export const optionalComputed = property("optionalComputed");
export const computed = property("computed");

export const isUnknown = (value: Value | undefined): boolean => value === UNKNOWN;

export const isObject = (value: Value | undefined): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether an unknown is anywhere in the value. */
export function hasUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isObject(value)) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

/** `allowedMemberTypes` → `allowed_member_types`: the name that the published plugin's messages use. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
