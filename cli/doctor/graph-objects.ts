/** The fields that the doctor reads of Graph's objects (learn.microsoft.com, Microsoft Graph REST API v1.0). */

export interface GraphApplication {
  id: string;
  appId: string;
  displayName?: string;
  web?: { redirectUris?: string[] };
  passwordCredentials?: { keyId: string; endDateTime?: string }[];
  api?: {
    oauth2PermissionScopes?: { id: string; value: string; isEnabled: boolean }[];
    preAuthorizedApplications?: { appId: string; delegatedPermissionIds?: string[] }[];
  };
  requiredResourceAccess?: { resourceAppId: string; resourceAccess?: { id: string; type: string }[] }[];
}

export interface GraphServicePrincipal {
  id: string;
  appId: string;
  accountEnabled?: boolean;
  appRoleAssignmentRequired?: boolean;
}

export interface AppRoleAssignment {
  principalId: string;
  principalDisplayName?: string;
}

export interface PermissionGrant {
  clientId: string;
  resourceId: string;
  consentType: "AllPrincipals" | "Principal";
  principalId?: string | null;
  /** Separated by spaces. */
  scope?: string;
}

export interface GraphList<T> {
  value: T[];
}
