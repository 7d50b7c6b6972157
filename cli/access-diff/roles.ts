import type { AccessModel } from "../../outputs/types.ts";
import { code } from "./escape.ts";
import { fact, pairs } from "./fact.ts";
import { sorted } from "./sort.ts";
import type { Direction, Fact, RoleChange, Subject } from "./types.ts";

type Api = AccessModel["apis"][string];
type Role = NonNullable<Api["roles"]>[string];

/** Which users and groups gain or lose which app role: it arrives in their tokens as `roles`, whatever the client. */
export function roleChanges(before: AccessModel, after: AccessModel): RoleChange[] {
  return pairs(before.apis, after.apis).flatMap(([api, was, is]) =>
    pairs(was?.roles ?? {}, is?.roles ?? {}).flatMap(([role, old, now]) => {
      const change = (direction: Direction, has: Role | undefined, lacks: Role | undefined): RoleChange[] => {
        const subjects = membersOnlyIn(has, lacks);
        return subjects.length > 0 ? [{ direction, api, role, subjects }] : [];
      };
      return [...change("loses", old, now), ...change("gains", now, old)];
    }),
  );
}

/** Roles that come and go, for an API that stays. */
export function roleFacts(key: string, was: Api | undefined, is: Api): Fact[] {
  return pairs(was?.roles ?? {}, is.roles ?? {}).flatMap(([role, old, now]) => {
    if (!old) return [fact(1, `App role ${code(role)} of ${code(key)} is new.`)];
    if (!now)
      return [fact(3, `App role ${code(role)} of ${code(key)} is removed: no token carries it any more.`)];
    return [];
  });
}

function membersOnlyIn(has: Role | undefined, lacks: Role | undefined): Subject[] {
  const only = (kind: "users" | "groups") =>
    sorted((has?.[kind] ?? []).filter((name) => !lacks?.[kind].includes(name)));
  return [
    ...only("groups").map((name): Subject => ({ kind: "group", name })),
    ...only("users").map((name): Subject => ({ kind: "user", name })),
  ];
}
