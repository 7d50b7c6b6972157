import { createHash } from "node:crypto";
import type { Properties, Values } from "../../properties/types.ts";
import { computed, optionalComputed, type Type } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";

/** Each name with the same type, as outputs. */
export const allComputed = (type: Type, names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, computed(type)]));

/** Each name with the same type, as arguments that come back as outputs. */
export const selectors = (type: Type, names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, optionalComputed(type)]));

/** The one argument that is given, of those that say which object is meant. */
export function exactlyOne(
  args: Values,
  names: string[],
): { name: string; value: NonNullable<Values[string]> } {
  const given = names.filter((name) => args[name] && !(Array.isArray(args[name]) && args[name].length === 0));
  const [name] = given;
  const value = name === undefined ? undefined : args[name];
  if (given.length === 1 && name && value) return { name, value };
  const list = names.map((each) => `\`${each}\``).join(", ");
  throw new PluginError(
    given.length === 0
      ? `one of ${list} must be specified`
      : `only one of ${list} can be specified, not ${given.join(" and ")}`,
  );
}

/** `users#<hash>`: the ids of functions that return several objects. */
export const listId = (prefix: string, separator: string, names: string[]): string =>
  `${prefix}#${createHash("sha1").update(names.join(separator)).digest("base64url")}=`;
