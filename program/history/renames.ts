import type { ResolvedApi, ResolvedClient, ResolvedSettings } from "../../settings/index.ts";
import { didYouMean } from "../../settings/nearest.ts";
import type { History, Kind } from "./History.ts";

/**
 * Names that have changed, as far as the state can tell, without a word of it in the settings, or with one that is wrong. What is theirs in
 * Azure would be made anew under the new name and then deleted under the old one.
 */
export function silentRenames(history: History, { apis, clients }: ResolvedSettings): string[] {
  const keys = (kind: Kind) => history.all(kind).map(({ name }) => name);
  return [
    ...notices("apis", "API", keys("webApi"), apis, (from, to) => apiRename(history, from, to, apis)),
    ...notices("clients", "client", keys("clientApp"), clients, (from, to) =>
      clientRename(history, from, to, clients),
    ),
    ...Object.entries(apis).flatMap(([key, api]) =>
      namesWithin(history, key, api).flatMap(({ section, noun, before, now, costs }, _, all) => [
        ...notices(`apis.${key}.${section}`, noun, before, now, (from, to, isOnly) =>
          isOnly ? `apis.${key}: the ${noun} ${from} goes and ${to} comes. ${costs(from)}` : undefined,
        ),
        ...inAnotherPlace(`apis.${key}.${section}`, { section, noun, before, now }, all),
      ]),
    ),
  ];
}

type Entries = Record<string, { formerly: string[] }>;
/** `isOnly`: nothing else goes or comes; with several nobody can tell which is which. */
type RenameNotice = (from: string, to: string, isOnly: boolean) => string | undefined;

/** Of each new name: what it was, as far as that is known; else that its earlier names are wrong. */
function notices(path: string, noun: string, before: string[], now: Entries, rename: RenameNotice): string[] {
  const taken = new Set(Object.entries(now).flatMap(([key, { formerly }]) => [key, ...formerly]));
  const gone = before.filter((name) => !taken.has(name));
  const fresh = Object.entries(now).filter(
    ([key, { formerly }]) => ![key, ...formerly].some((name) => before.includes(name)),
  );
  if (gone.length === 0) return [];
  const isOnly = gone.length === 1 && fresh.length === 1;
  return fresh.flatMap(([to, { formerly }]) => {
    const known = gone.map((from) => rename(from, to, isOnly)).filter((each) => each !== undefined);
    if (known.length > 0 || formerly.length === 0) return known;
    const meant = formerly.map((name) => didYouMean(name, gone)).find(Boolean);
    const goes = `${gone.join(", ")} ${gone.length === 1 ? "goes" : "go"}`;
    return [
      `${path}.${to}: the last run had no ${noun} ${formerly.join(", ")}, so "formerly" is without effect: ${to} is made anew, and ${goes}.${meant ? ` ${meant}` : ""}`,
    ];
  });
}

/** Earlier names of something that goes on as itself, or that was of another kind: an id of before stands for one name of one kind. */
function inAnotherPlace(
  path: string,
  { section, noun, before, now }: Omit<Names, "costs">,
  all: Names[],
): string[] {
  return Object.entries(now).flatMap(([to, { formerly }]) => {
    const beside = before.includes(to) ? formerly.find((name) => before.includes(name)) : undefined;
    if (beside !== undefined)
      return [
        `${path}.${to}: the last run had the ${noun} ${beside} beside ${to}, so "formerly" is without effect: ${beside} goes, and ${to} stays what it was.`,
      ];
    if ([to, ...formerly].some((name) => before.includes(name))) return [];
    return formerly.flatMap((name) =>
      all
        .filter((other) => other.section !== section && other.before.includes(name))
        .map(
          (other) =>
            `${path}.${to}: the last run had ${name} among the ${other.section}, so "formerly" is without effect: ${to} is made anew, with another id in Azure.`,
        ),
    );
  });
}

/** One API of Choreo, known by its id. */
function apiRename(
  history: History,
  from: string,
  to: string,
  apis: Record<string, ResolvedApi>,
): string | undefined {
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
): string | undefined {
  const { redirectUris } = clients[to] as ResolvedClient;
  const { outputs } = history.one("clientApplication", from) ?? {};
  const { web } = (outputs ?? {}) as { web?: { redirectUris?: string[] } };
  if (JSON.stringify(web?.redirectUris?.toSorted()) !== JSON.stringify(redirectUris.toSorted()))
    return undefined;
  return `clients.${to} has the redirect URIs that clients.${from} had. If it is the same client, "formerly: ${from}" lets it go on as it is. Without, it gets another client id and secret, consent starts from nothing, and its application in Choreo is made anew; those of ${from} are deleted.`;
}

interface Names {
  /** Key of the settings. */
  section: "permissions" | "otherScopes" | "roles";
  noun: string;
  before: string[];
  now: Entries;
  costs: (from: string) => string;
}

/** What an API has names for. */
function namesWithin(history: History, key: string, api: ResolvedApi): Names[] {
  const { scopes = {} } = (history.entry("permissions", key, api)?.outputs ?? {}) as { scopes?: object };
  const registration = (history.entry("webApplication", key, api)?.outputs ?? {}) as {
    appRoles?: { value?: string }[];
    api?: { oauth2PermissionScopes?: { value?: string }[] };
  };
  const values = (of: { value?: string }[] = []) => of.map(({ value }) => value ?? "");
  return [
    {
      section: "permissions",
      noun: "permission",
      before: Object.keys(scopes),
      now: api.permissions,
      costs: (from) =>
        `If it is the same one, "formerly: ${from}" keeps its scope's id in Azure. Either way clients have to ask for the new name, and tokens with the old one no longer open anything.`,
    },
    {
      section: "otherScopes",
      noun: "scope",
      before: values(registration.api?.oauth2PermissionScopes).filter(
        (value) => !value.startsWith(api.choreo.scopePrefix),
      ),
      now: api.otherScopes,
      costs: (from) =>
        `If it is the same one, "formerly: ${from}" keeps its id in Azure. Either way clients have to ask for the new name.`,
    },
    {
      section: "roles",
      noun: "role",
      before: values(registration.appRoles),
      now: api.roles,
      costs: (from) =>
        `If it is the same one, "formerly: ${from}" keeps its id and all its assignments, and changes the value in tokens only. Without, everybody's assignment is made anew.`,
    },
  ];
}
