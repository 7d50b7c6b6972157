import type { Adoption } from "../shared/importFile.ts";
import { otherScopes, type PairedApi, type PairedClient } from "../survey/pair/index.ts";
import type { Ground } from "./ground.ts";
import type { Plan } from "./plan.ts";

/** What the first `pulumi up` makes or changes, besides access: whatever the entries stand for and is not there, or not so. */
export function objectChanges(ground: Ground, { apis, clients, settings, resources }: Plan): string[] {
  if (!settings) return [];
  const has = (component: string, type: string, name: string) =>
    resources.find(
      (each) => each.component?.name === component && each.type.endsWith(`:${type}`) && each.name === name,
    );
  return [
    ...[...apis].flatMap(([name, { key }]) => {
      const paired = ground.pairs.apis.get(name) as PairedApi;
      const version = settings.apis[key]?.tokenVersion ?? ground.tokenVersion ?? 2;
      return apiChanges(paired, version, (type) => has(key, type, key)).map((each) => `API ${key}: ${each}`);
    }),
    ...[...clients].flatMap(([name, { key }]) => {
      const paired = ground.pairs.clients.get(name) as PairedClient;
      const its = settings.clients[key];
      if (!its) return [];
      const missing = its.subscribes.filter((api) => !has(key, "Subscription", `${key}-${api}`));
      return [
        ...missing.map((api) => `it is subscribed to ${api}.`),
        ...(has(key, "ServicePrincipal", key) ? [] : ["its registration gets a service principal."]),
        ...rewritten(paired, [...its.redirectUris, ...its.spaRedirectUris, ...its.publicClientRedirectUris]),
        ...goneScopes(paired, ground.pairs.apis, apis),
      ].map((each) => `Client ${key}: ${each}`);
    }),
  ];
}

function apiChanges(
  { api, registration }: PairedApi,
  tokenVersion: number,
  has: (type: string) => Adoption | undefined,
): string[] {
  const now = registration?.application.api?.requestedAccessTokenVersion ?? 1;
  return [
    ...(has("ApiPermissions")?.outputs?.unclaimed
      ? ["this stack's claim is noted in Choreo, in a custom property of the API."]
      : []),
    ...(has("ApiDeployment") ? [] : ["what is saved in Choreo is deployed."]),
    ...(has("ApiLifecycle") ? [] : [`it is published (now ${api.lifeCycleStatus ?? "unknown"}).`]),
    ...(registration
      ? [
          ...(has("ServicePrincipal") ? [] : ["its registration gets a service principal."]),
          ...(has("ApplicationIdentifierUri") ? [] : ["its registration gets an identifier URI."]),
          ...(now === tokenVersion
            ? []
            : [
                `its tokens become those of version ${tokenVersion} (now ${now}), which the identity provider takes.`,
              ]),
        ]
      : ["an app registration is made in Azure."]),
  ];
}

/** The azuread provider takes no bare host, and Entra takes one for its root. */
function rewritten({ registration }: PairedClient, declared: readonly string[]): string[] {
  const { web, spa, publicClient } = registration?.application ?? {};
  return [web, spa, publicClient]
    .flatMap((platform) => platform?.redirectUris ?? [])
    .filter((uri) => !declared.includes(uri))
    .map(
      (uri) => `its redirect URI ${uri} becomes ${declared.find((each) => each === `${uri}/`) ?? "another"}.`,
    );
}

/** Of an API of the stack a registration lists what is one of its permissions. */
function goneScopes(
  { registration }: PairedClient,
  pairs: ReadonlyMap<string, PairedApi>,
  taken: Plan["apis"],
): string[] {
  return (registration?.application.requiredResourceAccess ?? []).flatMap(
    ({ resourceAppId, resourceAccess }) => {
      const api = [...taken.keys()].find(
        (name) => pairs.get(name)?.registration?.application.appId === resourceAppId,
      );
      if (api === undefined) return [];
      const known = [
        ...(pairs.get(api)?.scopes ?? []).map(({ scope }) => scope),
        ...otherScopes(api, pairs),
        ...(pairs.get(api)?.registration?.application.appRoles ?? []),
      ].map((scope) => scope?.id);
      const gone = (resourceAccess ?? []).filter(({ id }) => !known?.includes(id));
      return gone.map(
        ({ id }) =>
          `its registration lists a permission of ${api} no longer that is not there any more (${id}).`,
      );
    },
  );
}
