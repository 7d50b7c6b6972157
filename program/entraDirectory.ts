import * as azuread from "@pulumi/azuread";
import type { Directory, FoundNames } from "../settings/directory.ts";
import { isGuid } from "../settings/guid.ts";
import { foundNothing } from "../settings/unchecked.ts";

/** Asks through the azuread provider, so with the credentials that the resources use. Works in previews. */
export const entraDirectory: Directory = {
  caller: () => azuread.getClientConfig(),

  async users(names) {
    const byName = await unlessAmbiguous(names, (some) =>
      users({ userPrincipalNames: some, ignoreMissing: true }, "userPrincipalName"),
    );
    const mails = names.filter((name) => name.includes("@") && !Object.hasOwn(byName.ids, name));
    if (mails.length === 0) return byName;
    const byMail = await unlessAmbiguous(mails, (some) =>
      users({ mails: some, ignoreMissing: true }, "mail"),
    );
    return {
      ids: { ...byName.ids, ...byMail.ids },
      ambiguous: [...byName.ambiguous, ...byMail.ambiguous],
    };
  },

  async groups(names) {
    const ids = names.filter(isGuid);
    const displayNames = names.filter((name) => !isGuid(name));
    const [byName, byId] = await Promise.all([
      unlessAmbiguous(displayNames, (some) => groups({ displayNames: some, ignoreMissing: true })),
      ids.length ? groups({ objectIds: ids, ignoreMissing: true }) : [],
    ]);
    const found = byId.map(([, id]): Named => [id, id]);
    return { ids: { ...byName.ids, ...matching(ids, found) }, ambiguous: byName.ambiguous };
  },

  async isPrincipal(objectId) {
    const found = await Promise.allSettled([
      exists(azuread.getServicePrincipal({ objectId })),
      exists(azuread.getUser({ objectId })),
    ]);
    if (found.some((each) => each.status === "fulfilled" && each.value)) return true;
    for (const each of found) if (each.status === "rejected") throw each.reason;
    return false;
  },

  async allUsers() {
    return (await users({ returnAll: true }, "userPrincipalName")).map(([name]) => name);
  },

  async allGroups() {
    return (await groups({ returnAll: true })).map(([name]) => name);
  },
};

type Named = [name: string, id: string];

async function users(args: azuread.GetUsersArgs, key: "userPrincipalName" | "mail"): Promise<Named[]> {
  const found = await unlessNone(azuread.getUsers(args));
  return found?.users.map((user): Named => [user[key], user.objectId]) ?? [];
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

/** One name that several objects have fails the whole question: it is asked again without that name. */
async function unlessAmbiguous(
  names: string[],
  ask: (names: string[]) => Promise<Named[]>,
): Promise<FoundNames> {
  const ambiguous: string[] = [];
  for (;;) {
    const rest = names.filter((name) => !ambiguous.includes(name));
    if (rest.length === 0) return { ids: {}, ambiguous };
    try {
      return { ids: matching(rest, await ask(rest)), ambiguous };
    } catch (error) {
      const [, named] =
        /more than one (?:user|group) found with [^"]*"([^"]*)"/i.exec((error as Error).message) ?? [];
      const several = rest.find((name) => name.toLowerCase() === named?.toLowerCase());
      if (several === undefined) throw error;
      ambiguous.push(several);
    }
  }
}

async function exists(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => true,
    (error: Error) => {
      if (foundNothing(error)) return false;
      throw error;
    },
  );
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
