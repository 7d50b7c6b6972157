import { type Resource, types } from "../../../access/index.ts";
import { componentTypes } from "../../../components/componentTypes.ts";
import { otherScopes, type PairedApi, type Pairs } from "../pair/index.ts";
import type { Details } from "../read/details.ts";
import { appId, objectId, ownersOf, principalId } from "./ids.ts";
import { mapOperations } from "./operations.ts";

export function apiResources(
  key: string,
  { api, registration, deployed, scopes }: PairedApi,
  { apis, clients }: Pairs,
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
  const stands = new Set(
    [...scopes.map(({ scope }) => scope), ...otherScopes(key, apis)].map((scope) => scope?.id),
  );
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
      appRoles: (application.appRoles ?? []).map(({ id, value, isEnabled }) => ({
        id,
        value,
        enabled: isEnabled !== false,
      })),
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
