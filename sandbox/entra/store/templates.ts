import type { Application, ServicePrincipal } from "./types.ts";

/**
 * A new application as Graph answers it. `groupMembershipClaims: null` has to be in every answer: without it the plugin sees
 * a difference for ever.
 */
export function blankApplication(
  id: string,
  appId: string,
  displayName: string,
  created: string,
): Application {
  return {
    id,
    appId,
    displayName,
    createdDateTime: created,
    deletedDateTime: null,
    description: null,
    disabledByMicrosoftStatus: null,
    groupMembershipClaims: null,
    identifierUris: [],
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: null,
    notes: null,
    optionalClaims: null,
    signInAudience: "AzureADMyOrg",
    tags: [],
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
      requestedAccessTokenVersion: null,
    },
    appRoles: [],
    info: {
      logoUrl: null,
      marketingUrl: null,
      privacyStatementUrl: null,
      supportUrl: null,
      termsOfServiceUrl: null,
    },
    keyCredentials: [],
    passwordCredentials: [],
    publicClient: { redirectUris: [] },
    requiredResourceAccess: [],
    spa: { redirectUris: [] },
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: [],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
  };
}

/** A new service principal; what it mirrors from its application is added by {@link servicePrincipalView}. */
export function blankServicePrincipal(
  id: string,
  application: Application,
  tenantId: string,
): ServicePrincipal {
  return {
    id,
    appId: application.appId,
    displayName: application.displayName,
    accountEnabled: true,
    alternativeNames: [],
    appOwnerOrganizationId: tenantId,
    appRoleAssignmentRequired: false,
    appRoles: [],
    createdDateTime: application.createdDateTime,
    deletedDateTime: null,
    description: null,
    notificationEmailAddresses: [],
    oauth2PermissionScopes: [],
    replyUrls: [],
    servicePrincipalNames: [],
    servicePrincipalType: "Application",
    tags: [],
  };
}
