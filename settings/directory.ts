import * as azuread from "@pulumi/azuread";
import { isGuid } from "./guid.ts";

/** What the look-ups ask of Entra ID. Names are compared without regard to case, as Entra does. */
export interface Directory {
  /** Who runs Pulumi. */
  caller(): Promise<{ objectId: string; tenantId: string }>;
  /** Object ids by the names asked for; those that do not exist are left out. */
  users(names: string[]): Promise<Record<string, string>>;
  /** The same for groups, by display name or object id. */
  groups(names: string[]): Promise<Record<string, string>>;
  /** All names, for suggestions; only asked after a failure. */
  allUsers(): Promise<string[]>;
  allGroups(): Promise<string[]>;
}

/** Asks through the azuread provider, so with the credentials that the resources use. Works in previews. */
export const entraDirectory: Directory = {
  caller: () => azuread.getClientConfig(),

  async users(names) {
    return matching(names, await users({ userPrincipalNames: names, ignoreMissing: true }));
  },

  async groups(names) {
    const ids = names.filter(isGuid);
    const displayNames = names.filter((name) => !isGuid(name));
    const [byName, byId] = await Promise.all([
      displayNames.length ? groups({ displayNames, ignoreMissing: true }) : [],
      ids.length ? groups({ objectIds: ids, ignoreMissing: true }) : [],
    ]);
    return matching(names, [...byName, ...byId.map(([, id]): Named => [id, id])]);
  },

  async allUsers() {
    return (await users({ returnAll: true })).map(([name]) => name);
  },

  async allGroups() {
    return (await groups({ returnAll: true })).map(([name]) => name);
  },
};

type Named = [name: string, id: string];

async function users(args: azuread.GetUsersArgs): Promise<Named[]> {
  const found = await unlessNone(azuread.getUsers(args));
  return found?.users.map(({ userPrincipalName, objectId }): Named => [userPrincipalName, objectId]) ?? [];
}

/** The provider gives names and ids as two lists in the same order. */
async function groups(args: azuread.GetGroupsArgs): Promise<Named[]> {
  const found = await unlessNone(azuread.getGroups(args));
  return found?.displayNames.map((name, index): Named => [name, found.objectIds[index] as string]) ?? [];
}

/** With `ignoreMissing` the provider still fails when it finds none at all ("No users were returned"). */
async function unlessNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/\bno (users|groups)\b.*\b(returned|found)\b/i.test((error as Error).message)) return undefined;
    throw error;
  }
}

function matching(names: string[], found: Named[]): Record<string, string> {
  const ids = new Map(found.map(([name, id]) => [name.toLowerCase(), id]));
  return Object.fromEntries(
    names.flatMap((name) => {
      const id = ids.get(name.toLowerCase());
      return id === undefined ? [] : [[name, id]];
    }),
  );
}
