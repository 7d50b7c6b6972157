import type { Directory } from "./directory.ts";
import { suggest } from "./nearest.ts";
import { type ConfigPath, formatPath, type Problem } from "./problems.ts";
import { reason } from "./reason.ts";
import type { Settings } from "./types.ts";

/** A name of a user or group and where it is written. */
interface Mention {
  kind: "users" | "groups";
  name: string;
  path: ConfigPath;
}

export interface FoundPrincipals {
  users: Record<string, string>;
  groups: Record<string, string>;
  problems: Problem[];
}

/** Looks up every user and group that the settings name, in one question each. */
export async function resolvePrincipals(settings: Settings, directory: Directory): Promise<FoundPrincipals> {
  const mentions = mentionsIn(settings);
  const [users, groups] = await Promise.all([
    ask(
      "users",
      mentions,
      (names) => directory.users(names),
      () => directory.allUsers(),
    ),
    ask(
      "groups",
      mentions,
      (names) => directory.groups(names),
      () => directory.allGroups(),
    ),
  ]);
  return {
    users: users.ids,
    groups: groups.ids,
    problems: [...users.problems, ...groups.problems, ...twice(mentions, users.ids, groups.ids)],
  };
}

/** One person or group in two spellings, or a group by name and by id, in one list: it can be assigned once. */
function twice(mentions: Mention[], users: FoundPrincipals["users"], groups: FoundPrincipals["groups"]) {
  const first = new Map<string, Mention>();
  return mentions.flatMap((mention): Problem[] => {
    const id = (mention.kind === "users" ? users : groups)[mention.name];
    if (id === undefined) return [];
    const place = [...mention.path.slice(0, -1), id].join("\0");
    const other = first.get(place);
    if (!other) {
      first.set(place, mention);
      return [];
    }
    const message = `${JSON.stringify(mention.name)} is the same ${mention.kind.slice(0, -1)} in Entra ID as ${JSON.stringify(other.name)} (${formatPath(other.path)}, object id ${id}); keep one of them`;
    return [{ path: mention.path, message }];
  });
}

async function ask(
  kind: Mention["kind"],
  all: Mention[],
  find: (names: string[]) => Promise<Record<string, string>>,
  list: () => Promise<string[]>,
): Promise<{ ids: Record<string, string>; problems: Problem[] }> {
  const mentions = all.filter((mention) => mention.kind === kind);
  const names = [...new Set(mentions.map(({ name }) => name))];
  if (names.length === 0) return { ids: {}, problems: [] };
  const noun = kind.slice(0, -1);
  let ids: Record<string, string>;
  try {
    ids = await find(names);
  } catch (error) {
    const path = (mentions[0] as Mention).path.slice(0, -1);
    return {
      ids: {},
      problems: [{ path, message: `Entra could not be asked for its ${kind}: ${reason(error)}` }],
    };
  }
  const missing = mentions.filter(({ name }) => !Object.hasOwn(ids, name));
  // May be refused (it needs to read the whole directory), and must not hide the finding itself.
  const known = missing.length ? await list().catch(() => undefined) : [];
  const problems = missing.map(({ name, path }) => ({
    path,
    message: `no ${noun} ${JSON.stringify(name)} in Entra ID.${known ? ` ${suggest(name, known, `The directory's ${kind}`)}` : ""}`,
  }));
  return { ids, problems };
}

function mentionsIn({ apis, clients }: Settings): Mention[] {
  const list = (kind: Mention["kind"], names: string[], path: ConfigPath): Mention[] =>
    names.map((name, index) => ({ kind, name, path: [...path, index] }));
  return [
    ...Object.entries(apis).flatMap(([key, { assigned, roles, owners }]) => [
      ...list("users", assigned.users, ["apis", key, "assigned", "users"]),
      ...list("groups", assigned.groups, ["apis", key, "assigned", "groups"]),
      ...list("users", owners, ["apis", key, "owners"]),
      ...Object.entries(roles).flatMap(([role, { users, groups }]) => [
        ...list("users", users, ["apis", key, "roles", role, "users"]),
        ...list("groups", groups, ["apis", key, "roles", role, "groups"]),
      ]),
    ]),
    ...Object.entries(clients).flatMap(([key, { owners }]) =>
      list("users", owners, ["clients", key, "owners"]),
    ),
  ];
}
