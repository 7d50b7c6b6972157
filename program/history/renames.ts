import type { ResolvedApi, ResolvedClient, ResolvedSettings } from "../../settings/index.ts";
import type { History, Kind } from "./History.ts";

/**
 * Entries whose key has changed, as far as the state can tell, without a word of it in the settings. What is theirs in Azure would be
 * made anew under the new key and then deleted under the old one.
 */
export function silentRenames(history: History, { apis, clients }: ResolvedSettings): string[] {
  const found = [
    ...renamedEntries(history, "webApi", apis).map(([from, to]) => apiRename(history, from, to, apis)),
    ...renamedEntries(history, "clientApp", clients).map(([from, to]) =>
      clientRename(history, from, to, clients),
    ),
    ...Object.entries(apis).flatMap(([key, api]) => [
      permissionRename(history, key, api),
      roleRename(history, key, api),
    ]),
  ];
  return found.filter((each) => each !== undefined);
}

type Finding = string | undefined;

/** Each pair of a key that has gone and one that has come. */
function renamedEntries(
  history: History,
  kind: Kind,
  entries: Record<string, { formerly: string[] }>,
): [from: string, to: string][] {
  const taken = new Set(Object.entries(entries).flatMap(([key, { formerly }]) => [key, ...formerly]));
  const gone = history.all(kind).filter(({ name }) => !taken.has(name));
  const fresh = Object.entries(entries).filter(([key, entry]) => !history.entry(kind, key, entry));
  return gone.flatMap(({ name }) => fresh.map(([key]): [string, string] => [name, key]));
}

/** One API of Choreo, known by its id. */
function apiRename(history: History, from: string, to: string, apis: Record<string, ResolvedApi>): Finding {
  const { choreo } = apis[to] as ResolvedApi;
  if (history.one("permissions", from)?.outputs.apiId !== choreo.apiId) return undefined;
  return `apis.${to} is the API that was apis.${from}. With "formerly: ${from}" it goes on as it is. Without, its app registration is made anew and the old one deleted (nothing changes in Choreo): another client id and api://… address, clients have to ask for its new scopes, and everybody has to consent again.`;
}

/** One app registration, known by its name or by where it lets Entra send people. */
function clientRename(
  history: History,
  from: string,
  to: string,
  clients: Record<string, ResolvedClient>,
): Finding {
  const { redirectUris } = clients[to] as ResolvedClient;
  const { outputs } = history.one("clientApplication", from) ?? {};
  const { web } = (outputs ?? {}) as { web?: { redirectUris?: string[] } };
  if (JSON.stringify(web?.redirectUris?.toSorted()) !== JSON.stringify(redirectUris.toSorted()))
    return undefined;
  return `clients.${to} has the redirect URIs that clients.${from} had. If it is the same client, "formerly: ${from}" lets it go on as it is. Without, it gets another client id and secret, consent starts from nothing, and its application in Choreo is made anew; those of ${from} are deleted.`;
}

function permissionRename(history: History, key: string, api: ResolvedApi): Finding {
  const { scopes = {} } = (history.entry("permissions", key, api)?.outputs ?? {}) as { scopes?: object };
  const pair = onlyPair(Object.keys(scopes), api.permissions);
  if (!pair) return undefined;
  const [from, to] = pair;
  return `apis.${key}: the permission ${from} goes and ${to} comes. If it is the same one, "formerly: ${from}" keeps its scope's id in Azure. Either way clients have to ask for the new name, and tokens with the old one no longer open anything.`;
}

function roleRename(history: History, key: string, api: ResolvedApi): Finding {
  const { appRoles } = (history.entry("webApplication", key, api)?.outputs ?? {}) as {
    appRoles?: { value?: string }[];
  };
  const pair = onlyPair(
    (appRoles ?? []).map(({ value }) => value ?? ""),
    api.roles,
  );
  if (!pair) return undefined;
  const [from, to] = pair;
  return `apis.${key}: the role ${from} goes and ${to} comes. If it is the same one, "formerly: ${from}" keeps its id and all its assignments, and changes the value in tokens only. Without, everybody's assignment is made anew.`;
}

/** With several that go or come nobody can tell which is which. */
function onlyPair(
  before: string[],
  now: Record<string, { formerly: string[] }>,
): [from: string, to: string] | undefined {
  const taken = new Set(Object.entries(now).flatMap(([key, { formerly }]) => [key, ...formerly]));
  const gone = before.filter((name) => !taken.has(name));
  const fresh = Object.entries(now).filter(
    ([key, { formerly }]) => ![key, ...formerly].some((n) => before.includes(n)),
  );
  const [from, to] = [gone[0], fresh[0]?.[0]];
  return from !== undefined && to !== undefined && gone.length === 1 && fresh.length === 1
    ? [from, to]
    : undefined;
}
