import { object, objects, type Resource, texts } from "./resources.ts";
import { sortedRecord, sortedSet } from "./sort.ts";
import type { Operation, Permission } from "./types.ts";

/** A scope of a registration, under the permission's name. */
export interface NamedScope extends DeclaredScope {
  permission: string;
}

interface DeclaredScope extends Permission {
  /** Undefined where it is not known yet. */
  id: string | undefined;
}

/** The scopes of a web API's registration. A new one's value is known before its id is. */
export function scopesOf(application: Resource): DeclaredScope[] {
  const api = object(application.properties.api);
  return objects(api.oauth2PermissionScopes).flatMap(({ value, type, enabled, id }) => {
    const [scope] = texts([value]);
    if (scope === undefined) return [];
    const consent = type === "Admin" ? "admins" : "users";
    return [{ scope, consent, enabled: enabled !== false, id: texts([id])[0] }];
  });
}

/**
 * The permission that a scope's value is the fully qualified name of: as the legend says; else what is left of it after the prefix that
 * makes most of the values names of permissions in Choreo; else the value itself.
 */
export function permissionNames(
  told: Readonly<Record<string, Permission>>,
  inChoreo: readonly string[],
  values: readonly string[],
): (scope: string) => string {
  const known = new Map(Object.entries(told).map(([name, { scope }]) => [scope, name]));
  const prefix = commonPrefix(inChoreo, values);
  return (scope) => known.get(scope) ?? (scope.startsWith(prefix) ? scope.slice(prefix.length) : scope);
}

/** One that leaves a permission of as many values as can be; among equals the shortest. */
function commonPrefix(names: readonly string[], values: readonly string[]): string {
  const prefixes = values.flatMap((value) =>
    names.filter((name) => value.endsWith(name)).map((name) => value.slice(0, value.length - name.length)),
  );
  const fits = (prefix: string) =>
    values.filter((value) => names.some((name) => value === prefix + name)).length;
  const ranked = [...new Set(prefixes)].map((prefix) => ({ prefix, number: fits(prefix) }));
  ranked.sort((a, b) => b.number - a.number || a.prefix.length - b.prefix.length);
  return ranked[0]?.prefix ?? "";
}

/** Without the names and ids, by permission. */
export function permissionRecord(scopes: readonly NamedScope[]): Record<string, Permission> {
  return sortedRecord(
    scopes.map(({ permission, scope, consent, enabled }) => [permission, { scope, consent, enabled }]),
  );
}

/** The operations that the resource lists, as the gateway will treat them, and those that only the legend knows of. */
export function operationsOf(
  listed: Readonly<Record<string, unknown>>,
  told: Readonly<Record<string, Operation>>,
): Record<string, Operation> {
  const names = sortedSet([...Object.keys(listed), ...Object.keys(told)]);
  return Object.fromEntries(
    names.map((name) => {
      const anonymous = told[name]?.anonymous ? ({ anonymous: true } as const) : {};
      // What others have attached stays, whoever lists the operation; what was attached because it was listed does not.
      const stays = (told[name]?.unlisted ? told[name].permissions : told[name]?.others) ?? [];
      if (!Object.hasOwn(listed, name)) return [name, { permissions: stays, ...anonymous, unlisted: true }];
      const own = texts(listed[name]);
      const others = sortedSet(stays.filter((each) => !own.includes(each)));
      return [
        name,
        {
          permissions: sortedSet([...own, ...others]),
          ...(others.length > 0 ? { others } : {}),
          ...anonymous,
        },
      ];
    }),
  );
}
