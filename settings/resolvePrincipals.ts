import type { Directory, FoundNames } from "./directory.ts";
import type { Findings } from "./findings.ts";
import { isGuid } from "./guid.ts";
import { didYouMean } from "./nearest.ts";
import { type ConfigPath, formatPath, type Problem } from "./problems.ts";
import { reason } from "./reason.ts";
import type { Settings } from "./types.ts";
import { orUnchecked } from "./unchecked.ts";

/** A name of a user or group and where it is written. */
interface Mention {
  kind: "users" | "groups";
  name: string;
  path: ConfigPath;
}

export interface FoundPrincipals extends Findings {
  users: Record<string, string>;
  groups: Record<string, string>;
}

/**
 * Looks up every user and group that the settings name, in one question each, and the deployer.
 *
 * @param caller object id of whoever runs Pulumi, who is known to exist
 */
export async function resolvePrincipals(
  settings: Settings,
  caller: string,
  directory: Directory,
): Promise<FoundPrincipals> {
  const mentions = mentionsIn(settings);
  const of = (kind: Mention["kind"]) => mentions.filter((mention) => mention.kind === kind);
  const [users, groups, deployer] = await Promise.all([
    ask("user", of("users"), directory.users, directory.allUsers),
    ask("group", of("groups"), directory.groups, directory.allGroups),
    deployerFindings(settings.deployer, caller, directory),
  ]);
  return {
    users: users.ids,
    groups: groups.ids,
    problems: [
      ...users.problems,
      ...groups.problems,
      ...twice(mentions, users.ids, groups.ids),
      ...deployer.problems,
    ],
    notices: deployer.notices,
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

const ADVICE = {
  user: "Name the one that is meant by the user principal name",
  group: "Name the one that is meant by its object id",
};

async function ask(
  noun: "user" | "group",
  mentions: Mention[],
  find: (names: string[]) => Promise<FoundNames>,
  list: () => Promise<string[]>,
): Promise<{ ids: Record<string, string>; problems: Problem[] }> {
  const [first] = mentions;
  if (!first) return { ids: {}, problems: [] };
  let found: FoundNames;
  try {
    found = await find([...new Set(mentions.map(({ name }) => name))]);
  } catch (error) {
    const message = `Entra could not be asked for its ${noun}s: ${reason(error)}`;
    return { ids: {}, problems: [{ path: first.path.slice(0, -1), message }] };
  }
  const { ids, ambiguous } = found;
  const missing = mentions.filter(({ name }) => !Object.hasOwn(ids, name) && !ambiguous.includes(name));
  // May be refused (it needs to read the whole directory), and must not hide the finding itself.
  const known = missing.length ? await list().catch(() => []) : [];
  const problems = [
    ...missing.map(({ name, path }) => {
      const advice = didYouMean(name, known) || (noun === "user" ? "Take out who has left" : "");
      return { path, message: `no ${noun} ${JSON.stringify(name)} in Entra ID.${advice && ` ${advice}`}` };
    }),
    ...mentions
      .filter(({ name }) => ambiguous.includes(name))
      .map(({ name, path }) => ({
        path,
        message: `Entra ID has several ${noun}s ${JSON.stringify(name)}. ${ADVICE[noun]}`,
      })),
  ];
  return { ids, problems };
}

async function deployerFindings(
  deployer: string | undefined,
  caller: string,
  directory: Directory,
): Promise<Findings> {
  const path = ["deployer"];
  if (deployer === undefined || deployer.toLowerCase() === caller.toLowerCase())
    return { problems: [], notices: [] };
  const notices: string[] = [];
  const what = "whether Entra ID has a service principal or user of this object id";
  const isThere = await orUnchecked(notices, path, what, () => directory.isPrincipal(deployer));
  const message = `no service principal or user in Entra ID has the object id ${deployer}. It is not the client id: "az ad sp show --id <client id> --query id" gives it`;
  return { problems: isThere === false ? [{ path, message }] : [], notices };
}

function mentionsIn({ apis, clients }: Settings): Mention[] {
  const list = (kind: Mention["kind"], names: string[], path: ConfigPath): Mention[] =>
    names.map((name, index) => ({ kind, name, path: [...path, index] }));
  return [
    ...Object.entries(apis).flatMap(([key, { assigned, roles, owners, imported }]) => [
      ...list("users", assigned.users, ["apis", key, "assigned", "users"]),
      ...list("groups", assigned.groups, ["apis", key, "assigned", "groups"]),
      ...list("users", ownersLookedUp(owners, imported), ["apis", key, "owners"]),
      ...Object.entries(roles).flatMap(([role, { users, groups }]) => [
        ...list("users", users, ["apis", key, "roles", role, "users"]),
        ...list("groups", groups, ["apis", key, "roles", role, "groups"]),
      ]),
    ]),
    ...Object.entries(clients).flatMap(([key, { owners, imported }]) =>
      list("users", ownersLookedUp(owners, imported), ["clients", key, "owners"]),
    ),
  ];
}

/** What was there before the stack may belong to service principals, which are named by their object ids. */
function ownersLookedUp(owners: string[], imported: boolean): string[] {
  return imported ? owners.filter((owner) => !isGuid(owner)) : owners;
}
