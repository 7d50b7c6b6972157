import type { Api, IdentityProvider } from "../providers/choreo/reads.ts";
import type { ApiSettings, ClientSettings, Settings } from "./types.ts";

/**
 * What Choreo says of an API that lets the gateway decide otherwise than the settings have it: tokens that it takes of nobody whom they
 * let in, operations that it opens to whom they do not.
 */
export function gatewayNotices(
  { choreo, apis, clients }: Settings,
  found: Readonly<Record<string, Api>>,
  provider: IdentityProvider | undefined,
): string[] {
  const usersOf = (key: string) => Object.entries(clients).filter(([, { uses }]) => Object.hasOwn(uses, key));
  return Object.entries(found).flatMap(([key, api]) => [
    ...withoutEndpoint(key, api, usersOf(key)),
    ...withoutSecurity(key, apis[key] as ApiSettings, api),
    ...otherSecurity(key, apis[key] as ApiSettings, api),
    ...onePath(key, apis[key] as ApiSettings, api),
    ...(provider ? selectedKeyManagers(key, api, provider) : []),
    ...(provider ? unserved(key, choreo.gatewayEnvironments ?? placesOf(api), provider) : []),
  ]);
}

/** Operations with permissions in the settings and no security in Choreo. `ApiPermissions` switches it on. */
function withoutSecurity(
  key: string,
  { operations, permissionsFrom }: ApiSettings,
  { operations: there, claims }: Api,
): string[] {
  if (permissionsFrom === "choreo") return [];
  const open = there
    .filter(({ anonymous }) => anonymous)
    .map(({ verb, target }) => `${verb} ${target}`)
    .filter((name) => operations[name]?.length);
  const isClaimed = (name: string) => claims.some((claim) => claim.operations[name]?.length);
  return open.map((name) => {
    const path = `apis.${key}.operations["${name}"]`;
    return isClaimed(name)
      ? `${path}: its security was switched off in Choreo (authType None) after a stack attached permissions. Where that is deployed, anyone can call it without a token; pulumi up --refresh --run-program switches it on again`
      : `${path}: has no security in Choreo (authType None): where it is deployed, anyone can call it without a token. This stack switches it on: from then on only ${operations[name]?.join(" or ")} opens it, and who calls it without a token gets 401`;
  });
}

/**
 * Operations of one verb whose paths differ in names of parameters or in a slash at the end. Gateways take a path with and without that
 * slash; which of the two decides is theirs.
 */
function onePath(
  key: string,
  { operations, permissionsFrom }: ApiSettings,
  { operations: there }: Api,
): string[] {
  const asksFor = ({ name, scopes }: { name: string; scopes: string[] }) =>
    (permissionsFrom === "choreo" ? scopes : (operations[name] ?? scopes)).toSorted().join();
  const all = there.map(({ verb, target, scopes }) => ({ name: `${verb} ${target}`, scopes }));
  const groups = Map.groupBy(all, ({ name }) => name.replace(/\{[^}]*\}/g, "{}").replace(/(?<=[^ ])\/$/, ""));
  return [...groups.values()]
    .filter((group) => new Set(group.map(asksFor)).size > 1)
    .map(
      (group) =>
        `apis.${key}: ${group.map(({ name }) => name).join(" and ")} are in Choreo, and one path to a gateway: it may ask for the permissions of either, or for none where one needs none. Keep one of them in Choreo, or give them the same permissions`,
    );
}

/** What it is called in Choreo and API Manager. */
const SECURITY = {
  api_key: "API keys",
  basic_auth: "user names and passwords",
  mutualssl: "client certificates",
};

function otherSecurity(
  key: string,
  { expected }: ApiSettings,
  { otherSecurity: others, takesTokens }: Api,
): string[] {
  const told = others.filter((scheme) => !expected.includes(scheme));
  const names = told.map((scheme) => `${SECURITY[scheme as keyof typeof SECURITY]} (${scheme})`);
  return [
    ...(told.length
      ? [
          `apis.${key}: in Choreo the API also takes ${names.join(" and ")}: where that is deployed, they open every operation, whatever permissions it needs. Switch them off in Choreo, or name them under apis.${key}.expected`,
        ]
      : []),
    ...(takesTokens
      ? []
      : [
          `apis.${key}: in Choreo the API takes no tokens of OAuth 2: every call of these clients is refused. Switch OAuth 2 on for the API in Choreo`,
        ]),
  ];
}

function withoutEndpoint(
  key: string,
  { keyTypes }: Api,
  users: readonly (readonly [string, Pick<ClientSettings, "keyType">])[],
): string[] {
  const lacking = Map.groupBy(
    users.filter(([, { keyType }]) => !keyTypes.includes(keyType)),
    ([, { keyType }]) => keyType,
  );
  return [...lacking].map(([keyType, clients]) => {
    // A client's own setting wins over the stack's, so that one is sure to count.
    const settings = clients.map(([client]) => `clients.${client}.keyType`).join(", ");
    return `apis.${key}: in Choreo the API has no endpoint for ${keyType} keys, such as ${clients.map(([client]) => client).join(", ")} has: every call gets 401 900901. Give it that endpoint in Choreo, or set ${settings} to ${keyTypes.join()}`;
  });
}

/** API Manager: `["all"]`, or the names of those whose tokens the API takes. */
function selectedKeyManagers(key: string, { keyManagers }: Api, { name }: IdentityProvider): string[] {
  if (keyManagers.includes("all") || keyManagers.includes(name)) return [];
  return [
    `apis.${key}: in Choreo the API takes tokens of selected key managers only (${keyManagers.join(", ") || "none"}), and the identity provider ${name} is none of them: every call of these clients gets 401 900901. Allow it for the API in Choreo`,
  ];
}

function unserved(
  key: string,
  places: readonly string[],
  { name, environments }: IdentityProvider,
): string[] {
  const missing = environments ? places.filter((place) => !environments.includes(place)) : [];
  if (missing.length === 0) return [];
  return [
    `apis.${key}: the identity provider ${name} is limited to ${environments?.join(", ") || "no environment"} and does not serve ${missing.join(", ")}: every call there gets 401 900901. An administrator adds the environment to it in Choreo`,
  ];
}

/** Where the API goes that the settings do not say it of: where stacks have it already; else "Default" or the first one. */
function placesOf({ claims, invokeUrls }: Api): string[] {
  const claimed = claims.flatMap((claim) => claim.environments ?? []);
  if (claimed.length > 0) return [...new Set(claimed)];
  const environments = Object.keys(invokeUrls);
  return environments.includes("Default") ? ["Default"] : environments.slice(0, 1);
}
