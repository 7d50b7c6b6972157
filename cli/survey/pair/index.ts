import type { ApiSubscription, ChoreoSide, EntraSide, IdentityProvider } from "../sides.ts";
import { type PairedApi, pairApis, type Wishes } from "./apis.ts";
import { type PairedClient, pairClients } from "./clients.ts";
import { uniqueKeys } from "./keys.ts";
import { otherScopes } from "./otherScopes.ts";

export type { PairedApi, Wishes } from "./apis.ts";
export type { PairedClient } from "./clients.ts";
export { otherScopes } from "./otherScopes.ts";

/** A client's use of an API: it is subscribed to it, or its registration lists scopes of it, or both. */
export interface Use {
  client: string;
  api: string;
  /** Bare names, as the registration lists them. */
  permissions: string[];
  /** Values of scopes that are no permission in Choreo, as the registration lists them. */
  otherScopes: string[];
  subscription: Pick<ApiSubscription, "id" | "status" | "plan"> | undefined;
}

/** Both sides with what belongs together, by the keys that settings would have for it. */
export interface Pairs {
  apis: ReadonlyMap<string, PairedApi>;
  clients: ReadonlyMap<string, PairedClient>;
  uses: readonly Use[];
  /** False where these credentials may not read them: then that one is missing means nothing. */
  seesRegistrations: boolean;
}

/** Pairs what a survey has read. Pure. */
export function pairSides(
  choreo: ChoreoSide,
  entra: EntraSide,
  identityProvider: IdentityProvider,
  wishes?: Wishes,
): Pairs {
  const registrations = entra.registrations ?? [];
  const apis = pairApis(choreo.apis ?? [], registrations, entra.deleted, wishes);
  const clients = pairClients(choreo.applications ?? [], registrations, entra.deleted, identityProvider);
  const apiKeys = uniqueKeys(apis.map(({ api }) => [api.name, `${api.name} ${api.version}`]));
  const clientKeys = uniqueKeys(
    clients.map(({ application, key }) => [
      application.name,
      `${application.name} ${key.keyType.toLowerCase()}`,
    ]),
  );
  const byApi = new Map(apis.map((api, index) => [apiKeys[index] ?? "", api]));
  const byClient = new Map(clients.map((client, index) => [clientKeys[index] ?? "", client]));
  return {
    apis: byApi,
    clients: byClient,
    uses: usesOf(byApi, byClient),
    seesRegistrations: entra.registrations !== undefined,
  };
}

function usesOf(apis: ReadonlyMap<string, PairedApi>, clients: ReadonlyMap<string, PairedClient>): Use[] {
  const subscribed = new Map<string, Map<string, NonNullable<Use["subscription"]>>>();
  for (const [api, { subscriptions }] of apis)
    for (const { applicationId, id, status, plan } of subscriptions ?? []) {
      const its = subscribed.get(applicationId) ?? new Map();
      subscribed.set(applicationId, its.set(api, { id, status, plan }));
    }
  const byAppId = new Map<string, string[]>();
  for (const [key, { registration }] of apis) {
    const appId = registration?.application.appId;
    if (appId) byAppId.set(appId, [...(byAppId.get(appId) ?? []), key]);
  }
  return [...clients].flatMap(([client, { application, registration }]) => {
    const subscriptions = subscribed.get(application.applicationId) ?? new Map();
    const declared = new Map<string, string[]>();
    const others = new Map<string, string[]>();
    for (const { resourceAppId, resourceAccess } of registration?.application.requiredResourceAccess ?? [])
      for (const api of byAppId.get(resourceAppId ?? "") ?? []) {
        const ids = (resourceAccess ?? []).map(({ id }) => id ?? "");
        const permissions = permissionsListed(apis.get(api), ids);
        if (permissions.length > 0) declared.set(api, permissions);
        const listed = otherScopes(api, apis).filter(({ id }) => ids.includes(id ?? ""));
        others.set(
          api,
          listed.map(({ value }) => value ?? ""),
        );
      }
    return [...new Set([...subscriptions.keys(), ...declared.keys()])].sort().map((api) => ({
      client,
      api,
      permissions: declared.get(api) ?? [],
      otherScopes: others.get(api) ?? [],
      subscription: subscriptions.get(api),
    }));
  });
}

function permissionsListed(api: PairedApi | undefined, ids: readonly string[]): string[] {
  return (api?.scopes ?? [])
    .filter(({ scope }) => scope && ids.includes(scope.id ?? ""))
    .map(({ fullName }) => bareName(api, fullName));
}

/** The permission's name in Choreo's Console. */
export function bareName(api: Pick<PairedApi, "api"> | undefined, fullName: string): string {
  const prefix = api?.api.scopePrefix ?? "";
  return fullName.startsWith(prefix) ? fullName.slice(prefix.length) : fullName;
}
