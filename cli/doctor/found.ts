import type { AccessModel, ApiAccess, Operation } from "../../access/index.ts";
import type { ApiOutput } from "../../outputs/types.ts";
import { fullName, type PublisherApi } from "./choreo-objects.ts";
import type { GraphApplication, PermissionGrant } from "./graph-objects.ts";
import type { ApiSubject, UseSubject } from "./link.ts";

// What is there, in the form of the access model: so the doctor decides by the same functions as the access diff (access/).

/** An API as one of its deployed revisions has it. */
export function revisionFound({ key, api, connections }: ApiSubject, copy: PublisherApi): AccessModel {
  const clients = Object.entries(connections).map(([client, { apis }]) => [
    client,
    clientOf({ subscribed: Object.keys(apis) }),
  ]);
  return modelOf(
    { [key]: apiOf(api, { permissions: permissionsOf(api), operations: operationsOf(api, copy) }) },
    Object.fromEntries(clients),
  );
}

/**
 * A client and an API that it uses, as Entra has them.
 *
 * @param grants of the client's service principal; undefined where they cannot be seen
 */
export function useFound(
  { client, api: { key, api }, use }: UseSubject,
  webApi: GraphApplication | undefined,
  grants: readonly PermissionGrant[] | undefined,
): AccessModel {
  const { clientId } = client.connection;
  const granted = grants
    ?.filter(
      ({ resourceId, consentType }) =>
        resourceId === api.azure.servicePrincipalObjectId && consentType === "AllPrincipals",
    )
    .flatMap(({ scope }) => scope?.trim().split(/\s+/) ?? []);
  const preAuthorized = webApi?.api?.preAuthorizedApplications?.find(({ appId }) => appId === clientId);
  const namesOf = (isIn: (scope: ApiOutput["scopes"][string]) => boolean | undefined): string[] =>
    Object.keys(api.scopes).filter((name) => isIn(api.scopes[name] as ApiOutput["scopes"][string]));
  return modelOf(
    {
      [key]: apiOf(api, {
        permissions: permissionsOf(api, webApi),
        preAuthorized: {
          [client.key]: namesOf(({ scopeId }) => preAuthorized?.delegatedPermissionIds?.includes(scopeId)),
        },
      }),
    },
    {
      [client.key]: clientOf({
        subscribed: [key],
        declared: { [key]: use.permissions },
        granted: { [key]: namesOf(({ fullyQualifiedName }) => granted?.includes(fullyQualifiedName)) },
      }),
    },
  );
}

/** Who may consent is for Entra to say; where a scope is not seen there, as the settings have it. */
function permissionsOf(api: ApiOutput, webApi?: GraphApplication): ApiAccess["permissions"] {
  const seen = webApi?.api?.oauth2PermissionScopes;
  return Object.fromEntries(
    Object.entries(api.scopes).map(([name, { fullyQualifiedName: scope, scopeId, consent, enabled }]) => {
      const type = seen?.find(({ id }) => id === scopeId)?.type;
      const found = type === "Admin" ? "admins" : type ? "users" : consent;
      return [name, { scope, consent: found, enabled }];
    }),
  );
}

/** Permissions by their bare names, those of others by their whole ones. */
function operationsOf(api: ApiOutput, copy: PublisherApi): Record<string, Operation> {
  const bare = new Map(Object.entries(api.scopes).map(([name, scope]) => [scope.fullyQualifiedName, name]));
  return Object.fromEntries(
    (copy.operations ?? []).map(({ verb, target, authType, scopes = [] }): [string, Operation] => {
      const name = `${verb} ${target}`;
      const permissions = scopes
        .map((scope) => fullName(copy, scope))
        .map((whole) => bare.get(whole) ?? whole);
      const listed = Object.hasOwn(api.operations, name) ? api.operations[name] : undefined;
      const others = listed && permissions.filter((permission) => !listed.includes(permission));
      return [
        name,
        {
          permissions,
          ...(others?.length ? { others } : {}),
          ...(authType === "None" ? { anonymous: true } : {}),
          ...(listed ? {} : { unlisted: true }),
        },
      ];
    }),
  );
}

function apiOf({ choreo, scopes: _, ...api }: ApiOutput, found: Partial<ApiAccess>): ApiAccess {
  return {
    name: choreo.name,
    apiVersion: choreo.version,
    permissions: {},
    operations: {},
    assignmentRequired: true,
    assigned: Object.values({ ...api.assigned.users, ...api.assigned.groups }),
    owners: [],
    ...found,
  };
}

function clientOf(found: Partial<AccessModel["clients"][string]>): AccessModel["clients"][string] {
  const secret = { rotation: 0, expires: "" };
  return { redirectUris: [], declared: {}, granted: {}, subscribed: [], owners: [], secret, ...found };
}

const modelOf = (apis: AccessModel["apis"], clients: AccessModel["clients"]): AccessModel => ({
  version: 2,
  environment: "",
  principals: {},
  apis,
  clients,
});
