import { duplicates } from "./duplicates.ts";
import { type ConfigPath, formatPath, type Problem } from "./problems.ts";
import type { Settings } from "./types.ts";

/** A resource whose name is glued together of several keys, and the setting that it comes from. */
interface Named {
  /** Of its URN, as far as it tells one kind of glued name from another. */
  kind: string;
  name: string;
  path: ConfigPath;
}

/**
 * Settings that would give two resources one URN: the API `books` with the permission `v2-read` and the API `books-v2` with
 * `read`. The names stay as they are, since the URNs of existing stacks are made of them.
 */
export function sameResourceName(settings: Settings): Problem[] {
  return duplicates(gluedNames(settings), ({ kind, name }) => `${kind}::${name}`)
    .filter(([{ path }, first]) => formatPath(path) !== formatPath(first.path))
    .map(([{ path, name }, first]) => ({
      path,
      message: `would share the resource name ${JSON.stringify(name)} with ${formatPath(first.path)}; give one of the two another key`,
    }));
}

/** Present names and, as the aliases of what was renamed, earlier ones. */
function gluedNames({ apis, clients }: Settings): Named[] {
  const ofApis = everyName(apis);
  return [
    ...ofApis.flatMap(({ key, name: api, entry: { otherScopes, permissions, roles } }): Named[] => [
      // Whom an API or a role is assigned to follows after this.
      { kind: "assignments", name: api, path: ["apis", key] },
      ...everyName(roles).flatMap(({ key: role, name }) =>
        ["assignments", "id"].map((kind) => ({
          kind,
          name: `${api}-role-${name}`,
          path: ["apis", key, "roles", role],
        })),
      ),
      ...everyName(otherScopes).map(({ key: scope, name }) => ({
        kind: "id",
        name: `${api}-scope-${name}`,
        path: ["apis", key, "otherScopes", scope],
      })),
      ...everyName(permissions).map(({ key: permission, name }) => ({
        kind: "id",
        name: `${api}-${name}`,
        path: ["apis", key, "permissions", permission],
      })),
    ]),
    ...everyName(clients).flatMap(({ key, name: client, entry: { subscribes, uses } }) =>
      [...new Set([...Object.keys(uses), ...subscribes])].flatMap((used) => {
        const names = ofApis.filter((api) => api.key === used).map(({ name }) => name);
        return (names.length > 0 ? names : [used]).map((name) => ({
          kind: "use",
          name: `${client}-${name}`,
          path: ["clients", key, "uses", used],
        }));
      }),
    ),
  ];
}

function everyName<T extends { formerly: string[] }>(
  entries: Record<string, T>,
): { key: string; name: string; entry: T }[] {
  // An earlier name that another entry has too is told by formerlyProblems.
  const former = Object.values(entries).flatMap(({ formerly }) => formerly);
  const isClear = (name: string) =>
    !Object.hasOwn(entries, name) && former.indexOf(name) === former.lastIndexOf(name);
  return Object.entries(entries).flatMap(([key, entry]) =>
    [key, ...entry.formerly.filter(isClear)].map((name) => ({ key, name, entry })),
  );
}
