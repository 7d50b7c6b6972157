/**
 * Directory objects as Microsoft Graph shows them. Only what a rule looks at is typed; everything else that a caller sends is
 * kept and echoed as it came, which is what the published azuread plugin compares with.
 */

export type JsonObject = Record<string, unknown>;

export interface DirectoryObject extends JsonObject {
  id: string;
  displayName: string | null;
}

/** `api.oauth2PermissionScopes[]`: a delegated permission that an API offers. */
export interface PermissionScope extends JsonObject {
  id: string;
  value: string | null;
  type: "User" | "Admin";
  isEnabled: boolean;
  adminConsentDisplayName?: string | null;
  adminConsentDescription?: string | null;
  userConsentDisplayName?: string | null;
  userConsentDescription?: string | null;
}

export interface AppRole extends JsonObject {
  id: string;
  value: string | null;
  displayName?: string | null;
  isEnabled: boolean;
  allowedMemberTypes: string[];
}

export interface PasswordCredential extends JsonObject {
  keyId: string;
  displayName: string | null;
  /** Kept byte for byte as sent: the plugin replaces a secret whose dates come back in another spelling. */
  startDateTime: string;
  endDateTime: string;
  hint: string;
}

export interface RequiredResourceAccess {
  resourceAppId: string;
  resourceAccess: { id: string; type: "Scope" | "Role" }[];
}

export interface Application extends DirectoryObject {
  appId: string;
  displayName: string;
  identifierUris: string[];
  appRoles: AppRole[];
  api: JsonObject & {
    oauth2PermissionScopes: PermissionScope[];
    preAuthorizedApplications: { appId: string; delegatedPermissionIds: string[] }[];
    requestedAccessTokenVersion: number | null;
  };
  web: JsonObject & { redirectUris: string[] };
  spa: JsonObject & { redirectUris: string[] };
  publicClient: JsonObject & { redirectUris: string[] };
  passwordCredentials: PasswordCredential[];
  requiredResourceAccess: RequiredResourceAccess[];
}

export interface ServicePrincipal extends DirectoryObject {
  appId: string;
  accountEnabled: boolean;
  appRoleAssignmentRequired: boolean;
  appRoles: AppRole[];
  oauth2PermissionScopes: PermissionScope[];
  servicePrincipalNames: string[];
  replyUrls: string[];
}

export interface User extends DirectoryObject {
  userPrincipalName: string;
  accountEnabled: boolean;
}

export interface Group extends DirectoryObject {
  displayName: string;
  groupTypes?: string[];
}

export type PrincipalType = "User" | "Group" | "ServicePrincipal";

export interface AppRoleAssignment extends JsonObject {
  id: string;
  appRoleId: string;
  principalId: string;
  principalType: PrincipalType;
  resourceId: string;
}

/** Delegated permission grant: consent, by one user (`Principal`) or by an administrator for all (`AllPrincipals`). */
export interface PermissionGrant extends JsonObject {
  id: string;
  clientId: string;
  resourceId: string;
  consentType: "AllPrincipals" | "Principal";
  principalId: string | null;
  /** Scope values, separated by spaces. */
  scope: string;
}

export interface FederatedCredential extends JsonObject {
  id: string;
  name: string;
  issuer: string;
  subject: string;
}

/** An object in the recycle bin, with what is needed to restore it. */
export interface DeletedItem {
  kind: "application" | "servicePrincipal" | "user" | "group";
  object: DirectoryObject;
  owners: string[];
  memberOf: string[];
  deletedDateTime: string;
}

/** No app role: the default access of an application that assigns people without naming a role. */
export const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
