import type { GraphApplication } from "../../doctor/graph-objects.ts";
import type { Adoption } from "../../shared/importFile.ts";

/** Pulumi's types of what is imported by its id alone. */
const azureTypes = {
  RandomUuid: "random:index/randomUuid:RandomUuid",
  Application: "azuread:index/application:Application",
  ServicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  ApplicationIdentifierUri: "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri",
  AppRoleAssignment: "azuread:index/appRoleAssignment:AppRoleAssignment",
  ApplicationPreAuthorized: "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized",
  ServicePrincipalDelegatedPermissionGrant:
    "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant",
} as const;

/** What takes a resource of a component in by its id. */
export const adoptedBy =
  (component: Adoption["component"]) =>
  (kind: keyof typeof azureTypes, name: string, id: string, what: string): Adoption => ({
    type: azureTypes[kind],
    name,
    id,
    component,
    what,
  });

export const named = ({ displayName, appId }: GraphApplication): string => `"${displayName}" (${appId})`;
