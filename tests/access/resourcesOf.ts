import { createHash } from "node:crypto";
import { type AccessModel, type EngineResource, UNKNOWN } from "../../access/index.ts";
import { componentTypes } from "../../components/componentTypes.ts";
import { deploymentTrigger } from "../../components/deploymentTrigger.ts";

const PREFIX = "urn:pulumi:dev::choreo-azuread::";
const ZERO = "00000000-0000-0000-0000-000000000000";
const KINDS: Record<string, string> = { user: "User", group: "Group", application: "ServicePrincipal" };

/** An id that is always the same for the same name. */
export function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The resources that this program would make for a model, as a state has them; with `planned`, as the preview of a first `up`, which
 * knows no id of what is still to be made.
 */
export function resourcesOf(model: AccessModel, { planned = false } = {}): EngineResource[] {
  const id = (name: string) => (planned ? UNKNOWN : idOf(name));
  const made = (name: string) =>
    planned ? {} : { clientId: id(`app ${name}`), objectId: id(`object ${name}`) };
  const resource = (
    component: string,
    key: string,
    type: string,
    name: string,
    inputs: object,
    outputs: object = {},
  ): EngineResource => ({
    urn: `${PREFIX}${component}$${type}::${name}`,
    type,
    parent: `${PREFIX}${component}::${key}`,
    inputs: inputs as Record<string, unknown>,
    outputs: planned ? {} : { ...inputs, ...outputs },
  });

  const apis = Object.entries(model.apis).flatMap(([key, api]) => {
    const web = (type: string, name: string, inputs: object, outputs?: object) =>
      resource(componentTypes.azureWebApi, key, `azuread:index/${type}`, name, inputs, outputs);
    const principal = (objectId: string) => model.principals[objectId];
    const assign = (name: string, appRoleId: string, principalObjectId: string) =>
      web(
        "appRoleAssignment:AppRoleAssignment",
        `${name}-${principalObjectId}`,
        { appRoleId, principalObjectId, resourceObjectId: id(`principal ${key}`) },
        {
          principalType: KINDS[principal(principalObjectId)?.kind ?? ""],
          principalDisplayName: `display name of ${principalObjectId}`,
        },
      );
    const roles = Object.entries(api.roles ?? {});
    const scopes = Object.fromEntries(
      Object.keys(api.permissions).map((name) => [name, { displayName: name }]),
    );
    const operations = Object.fromEntries(
      Object.entries(api.operations)
        .filter(([, { unlisted }]) => !unlisted)
        .map(([operation, { permissions }]) => [operation, permissions]),
    );
    const withRole = new Set(roles.flatMap(([, members]) => members));
    return [
      resource(componentTypes.choreoApi, key, "pulumi-nodejs:dynamic/choreo:ApiPermissions", key, {
        apiId: api.apiId ?? idOf(`api ${key}`),
        scopes,
        operations,
      }),
      resource(componentTypes.choreoApi, key, "pulumi-nodejs:dynamic/choreo:ApiDeployment", key, {
        trigger: deploymentTrigger(scopes, operations),
        ...(api.environments ? { environments: api.environments } : {}),
      }),
      web(
        "application:Application",
        key,
        {
          displayName: key,
          owners: api.owners,
          api: {
            oauth2PermissionScopes: Object.entries(api.permissions).map(
              ([name, { scope, consent, enabled }]) => ({
                id: id(`scope ${key} ${name}`),
                value: scope,
                type: consent === "admins" ? "Admin" : "User",
                enabled,
              }),
            ),
          },
          appRoles: roles.map(([role]) => ({ id: id(`role ${key} ${role}`), value: role })),
        },
        made(key),
      ),
      web(
        "servicePrincipal:ServicePrincipal",
        key,
        {
          clientId: id(`app ${key}`),
          appRoleAssignmentRequired: api.assignmentRequired,
          owners: api.owners,
        },
        planned ? {} : { objectId: id(`principal ${key}`) },
      ),
      ...api.assigned.filter((each) => !withRole.has(each)).map((each) => assign(key, ZERO, each)),
      ...roles.flatMap(([role, members]) =>
        members.map((each) => assign(`${key}-role-${role}`, id(`role ${key} ${role}`), each)),
      ),
    ];
  });

  const clients = Object.entries(model.clients).flatMap(([key, client]) => {
    const app = (type: string, name: string, inputs: object, outputs?: object) =>
      resource(componentTypes.azureClientApp, key, `azuread:index/${type}`, name, inputs, outputs);
    const choreo = (type: string, name: string, inputs: object) =>
      resource(componentTypes.choreoApplication, key, `pulumi-nodejs:dynamic/choreo:${type}`, name, inputs);
    const grant = (of: string, api: string, permissions: string[], more: object = {}) =>
      app(
        "servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
        `${of}-${api}`,
        {
          servicePrincipalObjectId: id(`principal client ${of}`),
          resourceServicePrincipalObjectId: id(`principal ${api}`),
          claimValues: permissions.map((name) => model.apis[api]?.permissions[name]?.scope),
          ...more,
        },
      );
    return [
      app(
        "application:Application",
        key,
        {
          displayName: key,
          owners: client.owners,
          web: { redirectUris: client.redirectUris },
          requiredResourceAccesses: Object.entries(client.declared).map(([api, permissions]) => ({
            resourceAppId: id(`app ${api}`),
            resourceAccesses: permissions.map((name) => ({ id: id(`scope ${api} ${name}`), type: "Scope" })),
          })),
        },
        made(`client ${key}`),
      ),
      app(
        "servicePrincipal:ServicePrincipal",
        key,
        { clientId: id(`app client ${key}`), owners: client.owners },
        planned ? {} : { objectId: id(`principal client ${key}`) },
      ),
      app("applicationPassword:ApplicationPassword", `${key}-${client.secret.rotation}`, {
        displayName: `rotation ${client.secret.rotation}`,
      }),
      ...Object.entries(client.granted).map(([api, permissions]) => grant(key, api, permissions)),
      ...Object.entries(client.grantedFor ?? {}).flatMap(([api, people]) =>
        Object.entries(people).map(([userObjectId, permissions]) =>
          grant(key, api, permissions, { userObjectId }),
        ),
      ),
      ...Object.entries(model.apis).flatMap(([api, { preAuthorized = {} }]) =>
        preAuthorized[key]
          ? [
              app("applicationPreAuthorized:ApplicationPreAuthorized", `${key}-${api}`, {
                applicationId: planned ? UNKNOWN : `/applications/${idOf(`object ${api}`)}`,
                authorizedClientId: id(`app client ${key}`),
                permissionIds: preAuthorized[key].map((name) => id(`scope ${api} ${name}`)),
              }),
            ]
          : [],
      ),
      choreo("IdpKey", key, { consumerKey: id(`app client ${key}`) }),
      ...client.subscribed.map((api) =>
        choreo("Subscription", `${key}-${api}`, {
          apiId: planned ? UNKNOWN : (model.apis[api]?.apiId ?? idOf(`api ${api}`)),
        }),
      ),
    ];
  });
  return [...apis, ...clients];
}
