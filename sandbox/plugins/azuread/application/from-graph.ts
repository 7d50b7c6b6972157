import type { Values } from "../../properties/types.ts";
import { flag, idsByValue, objects, part, text, texts } from "../json.ts";
import { featuresOf } from "../tags.ts";

/** Graph's application in the plugin's terms. */
export function applicationOutputs(app: Values, owners: string[], postResponseRequired: boolean): Values {
  const api = part(app.api);
  const info = part(app.info);
  const web = part(app.web);
  const implicit = part(web.implicitGrantSettings);
  const claims = part(app.optionalClaims);
  return {
    api: {
      knownClientApplications: texts(api.knownClientApplications),
      mappedClaimsEnabled: flag(api.acceptMappedClaims),
      oauth2PermissionScopes: objects(api.oauth2PermissionScopes).map(scopeOutputs),
      requestedAccessTokenVersion: api.requestedAccessTokenVersion ?? 1,
    },
    appRoleIds: idsByValue(objects(app.appRoles)),
    appRoles: objects(app.appRoles).map(appRoleOutputs),
    clientId: text(app.appId),
    description: text(app.description),
    deviceOnlyAuthEnabled: flag(app.isDeviceOnlyAuthSupported),
    disabledByMicrosoft: text(app.disabledByMicrosoftStatus),
    displayName: text(app.displayName),
    fallbackPublicClientEnabled: flag(app.isFallbackPublicClient),
    featureTags: [featuresOf(texts(app.tags))],
    groupMembershipClaims: text(app.groupMembershipClaims)
      .split(",")
      .map((claim) => claim.trim())
      .filter(Boolean),
    identifierUris: texts(app.identifierUris),
    // Refused as an argument (see check.ts); the published plugin writes the empty string, too.
    logoImage: "",
    logoUrl: text(info.logoUrl),
    marketingUrl: text(info.marketingUrl),
    notes: text(app.notes),
    oauth2PermissionScopeIds: idsByValue(objects(api.oauth2PermissionScopes)),
    oauth2PostResponseRequired: postResponseRequired,
    objectId: text(app.id),
    optionalClaims: {
      accessTokens: objects(claims.accessToken).map(claimOutputs),
      idTokens: objects(claims.idToken).map(claimOutputs),
      saml2Tokens: objects(claims.saml2Token).map(claimOutputs),
    },
    owners,
    preventDuplicateNames: false,
    privacyStatementUrl: text(info.privacyStatementUrl),
    publicClient: { redirectUris: texts(part(app.publicClient).redirectUris) },
    publisherDomain: text(app.publisherDomain),
    requiredResourceAccesses: objects(app.requiredResourceAccess).map((access) => ({
      resourceAccesses: objects(access.resourceAccess).map(({ id, type }) => ({
        id: text(id),
        type: text(type),
      })),
      resourceAppId: text(access.resourceAppId),
    })),
    serviceManagementReference: text(app.serviceManagementReference),
    signInAudience: text(app.signInAudience),
    singlePageApplication: { redirectUris: texts(part(app.spa).redirectUris) },
    supportUrl: text(info.supportUrl),
    tags: texts(app.tags),
    templateId: text(app.applicationTemplateId),
    termsOfServiceUrl: text(info.termsOfServiceUrl),
    web: {
      homepageUrl: text(web.homePageUrl),
      implicitGrant: {
        accessTokenIssuanceEnabled: flag(implicit.enableAccessTokenIssuance),
        idTokenIssuanceEnabled: flag(implicit.enableIdTokenIssuance),
      },
      logoutUrl: text(web.logoutUrl),
      redirectUris: texts(web.redirectUris),
    },
  };
}

export const scopeOutputs = (scope: Values): Values => ({
  adminConsentDescription: text(scope.adminConsentDescription),
  adminConsentDisplayName: text(scope.adminConsentDisplayName),
  enabled: flag(scope.isEnabled),
  id: text(scope.id),
  type: text(scope.type),
  userConsentDescription: text(scope.userConsentDescription),
  userConsentDisplayName: text(scope.userConsentDisplayName),
  value: text(scope.value),
});

export const appRoleOutputs = (role: Values): Values => ({
  allowedMemberTypes: texts(role.allowedMemberTypes),
  description: text(role.description),
  displayName: text(role.displayName),
  enabled: flag(role.isEnabled),
  id: text(role.id),
  value: text(role.value),
});

const claimOutputs = (claim: Values): Values => ({
  additionalProperties: texts(claim.additionalProperties),
  essential: flag(claim.essential),
  name: text(claim.name),
  source: text(claim.source),
});
