/** Graph's objects as Microsoft's own types have them, with what the doctor is sure to be given. */

import type {
  AppRoleAssignment as AnyAppRoleAssignment,
  Application,
  OAuth2PermissionGrant,
  ServicePrincipal,
} from "@microsoft/microsoft-graph-types";

type Given<T, Keys extends keyof T> = T & { [Key in Keys]-?: NonNullable<T[Key]> };

export type GraphApplication = Given<Application, "id" | "appId">;
export type GraphServicePrincipal = Given<ServicePrincipal, "id" | "appId">;
export type AppRoleAssignment = Given<AnyAppRoleAssignment, "principalId">;
export type PermissionGrant = Given<OAuth2PermissionGrant, "clientId" | "resourceId" | "consentType">;
