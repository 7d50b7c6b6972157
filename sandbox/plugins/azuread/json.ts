import { isObject, type Value, type Values } from "../properties/types.ts";

/* Graph leaves out or nulls what isn't set; the plugin's outputs have zero values there, as the published one's. */

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");
export const flag = (value: Value | undefined): boolean => value === true;
export const texts = (value: Value | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);
export const objects = (value: Value | undefined): Values[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
export const part = (value: Value | undefined): Values => (isObject(value) ? value : {});
export const ids = (items: Values[]): string[] => items.map(({ id }) => String(id));

/** Unset strings travel as `null`. */
export const orNull = (value: Value | undefined): Value =>
  value === "" || value === undefined ? null : value;

/** `{ value: id }` of scopes or roles that have a value. */
export const idsByValue = (entitlements: Values[]): Values =>
  Object.fromEntries(
    entitlements.filter(({ value }) => value).map(({ value, id }) => [String(value), id ?? ""]),
  );
