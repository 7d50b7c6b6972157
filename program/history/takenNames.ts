import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import type { History, Kind } from "./History.ts";

type Section = "apis" | "clients";

/** Names of one kind, of which there is one at a time: those that this run gives, and those that the last one has given. */
interface Names {
  wishes: { section: Section; key: string; formerly: string[]; name: string | undefined }[];
  holders: { section: Section; key: string; name: string }[];
  /** How it is said, and where another one is written. */
  words: (name: string) => string;
  advice: string;
}

/**
 * Names that another entry of the last run has: whoever is to get one now would be made or renamed before the other one goes or gives it
 * up, so that there would be two of it.
 */
export function takenNames(history: History, { apis, clients }: ResolvedSettings): Problem[] {
  const held = (section: Section, kind: Kind, property: string) =>
    history.all(kind).map(({ name, outputs }) => ({ section, key: name, name: folded(outputs[property]) }));
  const ofApis = Object.entries(apis).map(([key, api]) => ({ section: "apis" as const, key, ...api }));
  const ofClients = Object.entries(clients).map(([key, each]) => ({
    section: "clients" as const,
    key,
    ...each,
  }));
  const inAzure = problemsOf({
    wishes: [...ofApis, ...ofClients].map((entry) => ({ ...entry, name: entry.displayName })),
    holders: [
      ...held("apis", "webApplication", "displayName"),
      ...held("clients", "clientApplication", "displayName"),
    ],
    words: (name) => `the name ${name} in Azure`,
    advice: "displayName",
  });
  const told = new Set(inAzure.map(({ path }) => path.join("/")));
  const inChoreo = problemsOf({
    wishes: ofClients.map((client) => ({
      ...client,
      name: client.application.of ? undefined : client.applicationName,
    })),
    holders: held("clients", "choreoApplication", "name"),
    words: (name) => `the name ${name} in Choreo`,
    advice: "application.name",
  });
  const uris = problemsOf({
    wishes: ofApis.map((api) => ({ ...api, name: api.identifierUri })),
    holders: held("apis", "identifierUri", "identifierUri"),
    words: (uri) => `the identifier URI ${uri}`,
    advice: "identifierUri",
  });
  // A client mostly has one name in both.
  return [...inAzure, ...inChoreo.filter(({ path }) => !told.has(path.join("/"))), ...uris];
}

function problemsOf({ wishes, holders, words, advice: setting }: Names): Problem[] {
  return wishes.flatMap(({ section, key, formerly, name }): Problem[] => {
    const own = [key, ...formerly];
    const isOwn = (holder: { section: Section; key: string }) =>
      holder.section === section && own.includes(holder.key);
    const named = holders.filter((holder) => holder.name === folded(name));
    const other = named.find((holder) => !isOwn(holder));
    if (name === undefined || !other || named.some(isOwn)) return [];
    const stays = wishes.some(
      (each) => each.section === other.section && [each.key, ...each.formerly].includes(other.key),
    );
    const has = `would have ${words(JSON.stringify(name))}, which ${other.section}.${other.key} of the last run has`;
    const isFresh = !holders.some(isOwn);
    const advice =
      !stays && isFresh && other.section === section
        ? `. If it is the same entry under another key, say "formerly: ${other.key}" and nothing changes. If not, give it another ${setting}`
        : `${stays ? " and gives up only in this one" : ", which goes only in this one"}. Run pulumi up without this change first, or give it another ${setting}`;
    return [{ path: [section, key], message: has + advice }];
  });
}

/** An earlier key which the state has beside the present one: two entries, of which the settings speak as of one. */
export function mergedEntries(history: History, { apis, clients }: ResolvedSettings): Problem[] {
  const inOne = (section: Section, kind: Kind, entries: Record<string, { formerly: string[] }>) =>
    Object.entries(entries).flatMap(([key, { formerly }]): Problem[] => {
      const other = history.one(kind, key) && formerly.find((name) => history.one(kind, name));
      if (other === undefined) return [];
      const message = `names ${JSON.stringify(other)}, but the last run has both ${section}.${other} and ${section}.${key}, and two entries cannot go on as one. To delete ${other}, leave "formerly" out; to go on with it under this key, take ${key} out and run pulumi up first`;
      return [{ path: [section, key, "formerly"], message }];
    });
  return [...inOne("apis", "webApi", apis), ...inOne("clients", "clientApp", clients)];
}

export const folded = (name: unknown) => String(name).toLowerCase();
