/** A resource as a state, a preview, the program itself or a survey knows it. */
export interface Resource {
  /** Pulumi's type token. */
  type: string;
  name: string;
  /** The component that it belongs to. Its name is the settings' key of the API or client, and pairs both sides of it. */
  component?: { type: string; name: string } | undefined;
  /** Inputs and outputs in one, under Pulumi's names. What is not known yet is {@link UNKNOWN}, also inside of lists and objects. */
  properties: Readonly<Record<string, unknown>>;
}

/** Stands for a value that is only known after `up` (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const types = {
  application: "azuread:index/application:Application",
  servicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  assignment: "azuread:index/appRoleAssignment:AppRoleAssignment",
  grant: "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
  preAuthorized: "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized",
  password: "azuread:index/applicationPassword:ApplicationPassword",
  apiPermissions: "pulumi-nodejs:dynamic/choreo:ApiPermissions",
  apiDeployment: "pulumi-nodejs:dynamic/choreo:ApiDeployment",
  idpKey: "pulumi-nodejs:dynamic/choreo:IdpKey",
  subscription: "pulumi-nodejs:dynamic/choreo:Subscription",
} as const;

/** By type: the properties that access is computed from. Nothing else needs to be known of a resource, and none of these is secret. */
export const propertiesRead: Readonly<Record<string, readonly string[]>> = {
  [types.application]: [
    "clientId",
    "objectId",
    "owners",
    "api",
    "appRoles",
    "web",
    "singlePageApplication",
    "publicClient",
    "requiredResourceAccesses",
  ],
  [types.servicePrincipal]: ["clientId", "objectId", "owners", "appRoleAssignmentRequired"],
  [types.assignment]: [
    "appRoleId",
    "principalObjectId",
    "principalType",
    "principalDisplayName",
    "resourceObjectId",
  ],
  [types.grant]: [
    "servicePrincipalObjectId",
    "resourceServicePrincipalObjectId",
    "claimValues",
    "userObjectId",
  ],
  [types.preAuthorized]: ["applicationId", "authorizedClientId", "permissionIds"],
  [types.password]: ["displayName"],
  [types.apiPermissions]: ["apiId", "scopes", "operations"],
  [types.apiDeployment]: ["environments", "deployedTo"],
  [types.idpKey]: ["applicationId", "consumerKey", "keyType"],
  [types.subscription]: ["applicationId", "apiId"],
};

export function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined && value !== UNKNOWN;
}

/** A list of texts; what is not known in it is left out. */
export function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === "string" && each !== UNKNOWN)
    : [];
}

/** A list of objects; what is not known in it is left out. */
export function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value)
    ? value.filter((each): each is Record<string, unknown> => typeof each === "object" && each !== null)
    : [];
}

/** An object; empty where the value is not known or none. */
export function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
