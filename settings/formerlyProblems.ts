import { duplicates } from "./duplicates.ts";
import { formatPath, type Problem } from "./problems.ts";
import type { Settings } from "./types.ts";

/** An earlier name that another entry has, now or earlier: one resource cannot go on as two. */
export function formerlyProblems(
  { apis, clients }: Settings,
  keys: { apis: string[]; clients: string[] },
): Problem[] {
  type Entries = Record<string, { formerly: string[] }>;
  const inOne = (path: Problem["path"], entries: Entries, written: string[]): Problem[] => {
    const former = Object.entries(entries).flatMap(([key, { formerly }]) =>
      formerly.map((name) => ({ path: [...path, key, "formerly"], name, isOwn: name === key })),
    );
    return [
      ...former
        .filter(({ name }) => written.includes(name))
        .map(({ path: at, name, isOwn }) => ({
          path: at,
          message: isOwn
            ? `names ${JSON.stringify(name)}, which is its key; take that out`
            : `names ${JSON.stringify(name)}, which is an entry of its own; "formerly" is for a name that is gone`,
        })),
      ...duplicates(former, ({ name }) => name).map(([{ path: at, name }, first]) => ({
        path: at,
        message: `names ${JSON.stringify(name)}, as ${formatPath(first.path)} does; one entry can go on as one other`,
      })),
    ];
  };
  return [
    ...inOne(["apis"], apis, keys.apis),
    ...inOne(["clients"], clients, keys.clients),
    ...Object.entries(apis).flatMap(([key, { otherScopes, permissions, roles }]) => [
      ...inOne(["apis", key, "otherScopes"], otherScopes, Object.keys(otherScopes)),
      ...inOne(["apis", key, "permissions"], permissions, Object.keys(permissions)),
      ...inOne(["apis", key, "roles"], roles, Object.keys(roles)),
    ]),
  ];
}
