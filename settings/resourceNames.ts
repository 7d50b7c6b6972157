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
  return duplicates(gluedNames(settings), ({ kind, name }) => `${kind}::${name}`).map(
    ([{ path, name }, first]) => ({
      path,
      message: `would share the resource name ${JSON.stringify(name)} with ${formatPath(first.path)}; give one of the two another key`,
    }),
  );
}

function gluedNames({ apis, clients }: Settings): Named[] {
  return [
    ...Object.entries(apis).flatMap(([api, { permissions, roles }]): Named[] => [
      // Whom an API or a role is assigned to follows after this.
      { kind: "assignments", name: api, path: ["apis", api] },
      ...Object.keys(roles).map((role) => ({
        kind: "assignments",
        name: `${api}-role-${role}`,
        path: ["apis", api, "roles", role],
      })),
      ...Object.keys(roles).map((role) => ({
        kind: "id",
        name: `${api}-role-${role}`,
        path: ["apis", api, "roles", role],
      })),
      ...Object.keys(permissions).map((permission) => ({
        kind: "id",
        name: `${api}-${permission}`,
        path: ["apis", api, "permissions", permission],
      })),
    ]),
    ...Object.entries(clients).flatMap(([client, { uses }]) =>
      Object.keys(uses).map((api) => ({
        kind: "use",
        name: `${client}-${api}`,
        path: ["clients", client, "uses", api],
      })),
    ),
  ];
}
