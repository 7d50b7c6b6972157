import {
  type AccessModel,
  accessOf,
  type Legend,
  type Operation,
  type Resource,
  types,
} from "../../access/index.ts";
import { componentTypes } from "../../components/componentTypes.ts";
import type { PermissionGrant } from "../doctor/graph-objects.ts";
import { newestSecret } from "../doctor/links/anyCredential.ts";
import { bareName, type PairedApi, type PairedClient, type Pairs } from "./pair/index.ts";
import type { Details } from "./read/details.ts";
import type { Registration } from "./sides.ts";

/**
 * Who may do what, of all that is paired: the same model as a stack's, by the same function. Its operations are those of the gateway, not
 * of the working copy.
 *
 * Ids are the survey's own: one registration may stand for several APIs, and the model tells them apart by id.
 */
export function accessOfPairs(
  pairs: Pairs,
  details: Details,
  grants: readonly PermissionGrant[],
  environment: string,
): AccessModel {
  const resources = [
    ...[...pairs.apis].flatMap(([key, api]) => apiResources(key, api, pairs, details)),
    ...[...pairs.clients].flatMap(([key, client]) => clientResources(key, client, pairs, details, grants)),
  ];
  return accessOf(resources, legendOf(pairs, details, environment));
}

const appId = (kind: "api" | "client", key: string) => `${kind} ${key}`;
const objectId = (kind: "api" | "client", key: string) => `${kind} object ${key}`;
const principalId = (kind: "api" | "client", key: string) => `${kind} principal ${key}`;

function apiResources(
  key: string,
  { api, registration, deployed, scopes }: PairedApi,
  { clients }: Pairs,
  details: Details,
): Resource[] {
  const inChoreo: Resource = {
    type: types.apiPermissions,
    name: key,
    component: { type: componentTypes.choreoApi, name: key },
    properties: {
      apiId: api.id,
      scopes: {},
      operations: mapOperations(deployed, ({ permissions }) => permissions),
    },
  };
  const deployment: Resource = {
    type: types.apiDeployment,
    name: key,
    component: { type: componentTypes.choreoApi, name: key },
    properties: { environments: deployed.flatMap(({ environments }) => environments) },
  };
  if (!registration) return [inChoreo, deployment];
  const component = { type: componentTypes.azureWebApi, name: key };
  const { application, principal } = registration;
  const stands = new Set(scopes.map(({ scope }) => scope?.id));
  const own = {
    type: types.application,
    name: key,
    component,
    properties: {
      clientId: appId("api", key),
      objectId: objectId("api", key),
      owners: ownersOf(registration, details),
      api: {
        // Those of the registration that stand for another API are in that one's entry.
        oauth2PermissionScopes: (application.api?.oauth2PermissionScopes ?? [])
          .filter(({ id }) => stands.has(id))
          .map(({ id, value, type, isEnabled }) => ({ id, value, type, enabled: isEnabled !== false })),
      },
      appRoles: (application.appRoles ?? []).map(({ id, value }) => ({ id, value })),
    },
  };
  const preAuthorized = (application.api?.preAuthorizedApplications ?? []).flatMap((each) =>
    [...clients]
      .filter(
        ([
          ,
          {
            key: { consumerKey },
          },
        ]) => consumerKey === each.appId,
      )
      .map(([client]) => ({
        type: types.preAuthorized,
        name: `${client}-${key}`,
        component,
        properties: {
          applicationId: `/applications/${objectId("api", key)}`,
          authorizedClientId: appId("client", client),
          permissionIds: (each.delegatedPermissionIds ?? []).filter((id) => stands.has(id)),
        },
      })),
  );
  const assigned = (principal && details.assignments.get(principal.id)) ?? [];
  return [
    inChoreo,
    deployment,
    own,
    ...(principal
      ? [
          {
            type: types.servicePrincipal,
            name: key,
            component,
            properties: {
              objectId: principalId("api", key),
              appRoleAssignmentRequired: principal.appRoleAssignmentRequired === true,
            },
          },
        ]
      : []),
    ...assigned.map(({ principalId: who, principalType, principalDisplayName, appRoleId }) => ({
      type: types.assignment,
      name: `${key}-${who}`,
      component,
      properties: {
        appRoleId,
        principalObjectId: who,
        principalType,
        principalDisplayName: details.users.get(who) ?? principalDisplayName,
        resourceObjectId: principalId("api", key),
      },
    })),
    ...preAuthorized,
  ];
}

function clientResources(
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
        .filter(({ permissions }) => permissions.length > 0)
        .map(({ api, permissions }) => ({
          resourceAppId: appId("api", api),
          resourceAccesses: scopeIds(apis.get(api), permissions).map((id) => ({ id, type: "Scope" })),
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

function legendOf({ apis, clients }: Pairs, details: Details, environment: string): Legend {
  const owners = [...details.owners.values()].flatMap((some) => some ?? []);
  return {
    environment,
    principals: Object.fromEntries(
      owners.map((owner) => [
        owner.id,
        {
          kind: owner["@odata.type"] === "#microsoft.graph.user" ? "user" : "application",
          name: owner.userPrincipalName ?? owner.displayName ?? owner.id,
        },
      ]),
    ),
    apis: Object.fromEntries(
      [...apis].map(([key, { api, deployed, scopes }]) => [
        key,
        {
          name: api.name,
          apiVersion: api.version,
          apiId: api.id,
          permissions: Object.fromEntries(
            scopes
              .filter(({ isExact }) => isExact)
              .map(({ fullName, scope }) => [
                bareName({ api }, fullName),
                {
                  scope: fullName,
                  consent: scope?.type === "User" ? "users" : "admins",
                  enabled: scope?.isEnabled !== false,
                },
              ]),
          ),
          operations: mapOperations(deployed, (operation) => operation),
        },
      ]),
    ),
    clients: Object.fromEntries(
      [...clients].map(([key, { registration }]) => [
        key,
        {
          declared: {},
          secret: {
            rotation: 0,
            expires: newestSecret(registration?.application.passwordCredentials ?? [])?.endDateTime ?? "",
          },
        },
      ]),
    ),
  };
}

/** What opens an operation in any environment: several may have different revisions. */
function mapOperations<T>(
  deployed: PairedApi["deployed"],
  map: (operation: Operation) => T,
): Record<string, T> {
  const merged = new Map<string, Operation>();
  for (const { copy } of deployed)
    for (const { verb, target, scopes = [], authType } of copy?.operations ?? []) {
      const name = `${verb} ${target}`;
      const before = merged.get(name);
      const permissions = scopes.map((scope) =>
        bareName({ api: copy ?? { id: "", name: "", version: "" } }, scope),
      );
      const isOpen = permissions.length === 0 || before?.permissions.length === 0;
      merged.set(name, {
        permissions: isOpen ? [] : [...new Set([...(before?.permissions ?? []), ...permissions])].sort(),
        ...(authType === "None" || before?.anonymous ? { anonymous: true } : {}),
      });
    }
  return Object.fromEntries([...merged].map(([name, operation]) => [name, map(operation)]));
}

function scopeIds(api: PairedApi | undefined, permissions: readonly string[]): string[] {
  return (api?.scopes ?? [])
    .filter(({ fullName }) => permissions.includes(bareName(api, fullName)))
    .flatMap(({ scope }) => scope?.id ?? []);
}

function ownersOf({ application, principal }: Registration, { owners }: Details): string[] {
  return [application.id, principal?.id ?? ""].flatMap((id) =>
    (owners.get(id) ?? []).map((owner) => owner.id),
  );
}
