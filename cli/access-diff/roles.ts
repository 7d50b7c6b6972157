import type { AccessModel, ApiAccess } from "../../access/index.ts";
import { code } from "./escape.ts";
import { fact, pairs } from "./fact.ts";
import { principals } from "./subjects.ts";
import type { Direction, Fact, RoleChange } from "./types.ts";

/** Which users and groups gain or lose which app role: it arrives in their tokens as `roles`, whatever the client. */
export function roleChanges(before: AccessModel, after: AccessModel): RoleChange[] {
  return pairs(before.apis, after.apis).flatMap(([api, was, is]) =>
    pairs(was?.roles ?? {}, is?.roles ?? {}).flatMap(([role, old = [], now = []]) => {
      const change = (direction: Direction, has: string[], lacks: string[]): RoleChange[] => {
        const subjects = principals(
          before,
          after,
          has.filter((id) => !lacks.includes(id)),
        );
        return subjects.length > 0 ? [{ direction, api, role, subjects }] : [];
      };
      return [...change("loses", old, now), ...change("gains", now, old)];
    }),
  );
}

/** Roles that come and go, for an API that stays. */
export function roleFacts(key: string, was: ApiAccess | undefined, is: ApiAccess): Fact[] {
  return pairs(was?.roles ?? {}, is.roles ?? {}).flatMap(([role, old, now]) => {
    if (!old) return [fact(1, `App role ${code(role)} of ${code(key)} is new or switched on.`)];
    if (!now)
      return [
        fact(
          3,
          `App role ${code(role)} of ${code(key)} is removed or switched off: no token carries it any more.`,
        ),
      ];
    return [];
  });
}
