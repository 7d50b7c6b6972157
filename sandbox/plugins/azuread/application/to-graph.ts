import type { Values } from "../../properties/types.ts";
import { flag, objects, orNull, part, text, texts } from "../json.ts";
import { tagsOf } from "../tags.ts";

/** The body of a create. The published plugin always sends every field, with `null` for what isn't set. */
export const newApplication = (inputs: Values, owners: string[]): Values => ({
  ...applicationBody(inputs),
  api: {
    acceptMappedClaims: null,
    knownClientApplications: texts(part(inputs.api).knownClientApplications),
    oauth2PermissionScopes: scopesToGraph(inputs),
    requestedAccessTokenVersion: tokenVersion(inputs),
  },
  appRoles: appRolesToGraph(inputs),
  identifierUris: texts(inputs.identifierUris),
  optionalClaims: optionalClaims(inputs),
  requiredResourceAccess: requiredResourceAccess(inputs),
  tags: tagsOf(inputs),
  "owners@odata.bind": owners,
});

/** The body of an update: lists that other resources may share travel only when they changed here. */
export function changedApplication(inputs: Values, state: Values, changed: ReadonlySet<string>): Values {
  const oldScopes = JSON.stringify(part(state.api).oauth2PermissionScopes ?? []);
  const scopesChanged =
    changed.has("api") && oldScopes !== JSON.stringify(part(inputs.api).oauth2PermissionScopes ?? []);
  return {
    ...applicationBody(inputs),
    api: {
      acceptMappedClaims: flag(part(inputs.api).mappedClaimsEnabled),
      knownClientApplications: texts(part(inputs.api).knownClientApplications),
      requestedAccessTokenVersion: tokenVersion(inputs),
      ...(scopesChanged && { oauth2PermissionScopes: scopesToGraph(inputs) }),
    },
    tags: tagsOf(inputs, state),
    ...(changed.has("appRoles") && { appRoles: appRolesToGraph(inputs) }),
    ...(changed.has("identifierUris") && { identifierUris: texts(inputs.identifierUris) }),
    ...(changed.has("optionalClaims") && { optionalClaims: optionalClaims(inputs) }),
    ...(changed.has("requiredResourceAccesses") && {
      requiredResourceAccess: requiredResourceAccess(inputs),
    }),
  };
}

function applicationBody(inputs: Values): Values {
  const web = part(inputs.web);
  const implicit = part(web.implicitGrant);
  const groupClaims = texts(inputs.groupMembershipClaims);
  return {
    "@odata.type": "#microsoft.graph.application",
    description: orNull(inputs.description),
    displayName: text(inputs.displayName),
    groupMembershipClaims: groupClaims.length > 0 ? groupClaims.join(",") : null,
    info: {
      marketingUrl: orNull(inputs.marketingUrl),
      privacyStatementUrl: orNull(inputs.privacyStatementUrl),
      supportUrl: orNull(inputs.supportUrl),
      termsOfServiceUrl: orNull(inputs.termsOfServiceUrl),
    },
    isDeviceOnlyAuthSupported: flag(inputs.deviceOnlyAuthEnabled),
    isFallbackPublicClient: flag(inputs.fallbackPublicClientEnabled),
    notes: orNull(inputs.notes),
    publicClient: { redirectUris: texts(part(inputs.publicClient).redirectUris) },
    serviceManagementReference: orNull(inputs.serviceManagementReference),
    signInAudience: text(inputs.signInAudience),
    spa: { redirectUris: texts(part(inputs.singlePageApplication).redirectUris) },
    web: {
      homePageUrl: orNull(web.homepageUrl),
      implicitGrantSettings: {
        enableAccessTokenIssuance: flag(implicit.accessTokenIssuanceEnabled),
        enableIdTokenIssuance: flag(implicit.idTokenIssuanceEnabled),
      },
      logoutUrl: orNull(web.logoutUrl),
      redirectUris: texts(web.redirectUris),
    },
  };
}

export const scopesToGraph = (inputs: Values): Values[] =>
  objects(part(inputs.api).oauth2PermissionScopes).map((scope) => ({
    adminConsentDescription: text(scope.adminConsentDescription),
    adminConsentDisplayName: text(scope.adminConsentDisplayName),
    id: text(scope.id),
    isEnabled: scope.enabled !== false,
    type: text(scope.type) || "User",
    userConsentDescription: text(scope.userConsentDescription),
    userConsentDisplayName: text(scope.userConsentDisplayName),
    value: text(scope.value),
  }));

export const appRolesToGraph = (inputs: Values): Values[] =>
  objects(inputs.appRoles).map((role) => ({
    allowedMemberTypes: texts(role.allowedMemberTypes),
    description: text(role.description),
    displayName: text(role.displayName),
    id: text(role.id),
    isEnabled: role.enabled !== false,
    value: orNull(role.value),
  }));

const requiredResourceAccess = (inputs: Values): Values[] =>
  objects(inputs.requiredResourceAccesses).map((access) => ({
    resourceAppId: text(access.resourceAppId),
    resourceAccess: objects(access.resourceAccesses).map(({ id, type }) => ({
      id: text(id),
      type: text(type),
    })),
  }));

function optionalClaims(inputs: Values): Values {
  const claims = part(inputs.optionalClaims);
  const list = (name: string) =>
    objects(claims[name]).map((claim) => ({
      additionalProperties: texts(claim.additionalProperties),
      essential: flag(claim.essential),
      name: text(claim.name),
      source: orNull(claim.source),
    }));
  return inputs.optionalClaims
    ? { accessToken: list("accessTokens"), idToken: list("idTokens"), saml2Token: list("saml2Tokens") }
    : {};
}

const tokenVersion = (inputs: Values) => part(inputs.api).requestedAccessTokenVersion ?? 1;
