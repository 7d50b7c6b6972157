import type { GraphApplication } from "../../doctor/graph-objects.ts";

/** Pulumi's types of what is imported by its id alone. */
export const azureTypes = {
  RandomUuid: "random:index/randomUuid:RandomUuid",
  Application: "azuread:index/application:Application",
  ServicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  ApplicationIdentifierUri: "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri",
  AppRoleAssignment: "azuread:index/appRoleAssignment:AppRoleAssignment",
  ApplicationPreAuthorized: "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized",
  ServicePrincipalDelegatedPermissionGrant:
    "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
} as const;

export type AzureKind = keyof typeof azureTypes;

export const named = ({ displayName, appId }: GraphApplication): string => `"${displayName}" (${appId})`;
