import { type Resource, types } from "../../../access/index.ts";
import { componentTypes } from "../../../components/componentTypes.ts";
import type { PermissionGrant } from "../../doctor/graph-objects.ts";
import { bareName, otherScopes, type PairedApi, type PairedClient, type Pairs } from "../pair/index.ts";
import type { Details } from "../read/details.ts";
import { appId, objectId, ownersOf, principalId } from "./ids.ts";

export function clientResources(
  key: string,
  { registration }: PairedClient,
  { apis, uses }: Pairs,
  details: Details,
  grants: readonly PermissionGrant[],
): Resource[] {
  const inEntra = { type: componentTypes.azureClientApp, name: key };
  const inChoreo = { type: componentTypes.choreoApplication, name: key };
  const own = uses.filter(({ client }) => client === key);
  const portal: Resource[] = [
    {
      type: types.idpKey,
      name: key,
      component: inChoreo,
      properties: { consumerKey: appId("client", key) },
    },
    ...own
      .filter(({ subscription }) => subscription)
      .map(({ api }) => ({
        type: types.subscription,
        name: `${key}-${api}`,
        component: inChoreo,
        properties: { apiId: apis.get(api)?.api.id },
      })),
  ];
  // Nobody gets a token with the id of a registration that is gone.
  if (!registration) return [];
  const { application, principal } = registration;
  const registered: Resource = {
    type: types.application,
    name: key,
    component: inEntra,
    properties: {
      clientId: appId("client", key),
      objectId: objectId("client", key),
      owners: ownersOf(registration, details),
      web: { redirectUris: application.web?.redirectUris ?? [] },
      singlePageApplication: { redirectUris: application.spa?.redirectUris ?? [] },
      publicClient: { redirectUris: application.publicClient?.redirectUris ?? [] },
      requiredResourceAccesses: own
        .filter((use) => use.permissions.length + use.otherScopes.length > 0)
        .map((use) => ({ ...use, others: otherScopes(use.api, apis) }))
        .map(({ api, permissions, otherScopes: values, others }) => ({
          resourceAppId: appId("api", api),
          resourceAccesses: [
            ...scopeIds(apis.get(api), permissions),
            ...others.filter(({ value }) => values.includes(value ?? "")).map(({ id }) => id ?? ""),
          ].map((id) => ({ id, type: "Scope" })),
        })),
    },
  };
  const granted = grants
    .filter(({ clientId, consentType }) => clientId === principal?.id && consentType === "AllPrincipals")
    .flatMap(({ resourceId, scope }) =>
      [...apis]
        .filter(([, api]) => api.registration?.principal?.id === resourceId)
        .map(([api]) => ({
          type: types.grant,
          name: `${key}-${api}`,
          component: inEntra,
          properties: {
            servicePrincipalObjectId: principalId("client", key),
            resourceServicePrincipalObjectId: principalId("api", api),
            claimValues: (scope ?? "").split(" "),
          },
        })),
    );
  const service: Resource = {
    type: types.servicePrincipal,
    name: key,
    component: inEntra,
    properties: { objectId: principalId("client", key) },
  };
  return [...portal, registered, service, ...granted];
}

function scopeIds(api: PairedApi | undefined, permissions: readonly string[]): string[] {
  return (api?.scopes ?? [])
    .filter(({ fullName }) => permissions.includes(bareName(api, fullName)))
    .flatMap(({ scope }) => scope?.id ?? []);
}
