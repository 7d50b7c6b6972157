import {
  boolean,
  computed,
  integer,
  list,
  map,
  object,
  optional,
  optionalComputed,
  type Properties,
  type PropertyOptions,
  required,
  set,
  string,
} from "../../properties/types.ts";
import { tagProperties } from "../tags.ts";
import { claimValue, httpUrl, logoutUrl, notEmpty, oneOf, redirectUri, uuid } from "../validate.ts";

const tokenVersion: PropertyOptions = {
  default: 1,
  validate: (value) => (value === 1 || value === 2 ? undefined : "Value must be one of: 1, 2"),
};

export const scope = object("ApplicationApiOauth2PermissionScope", {
  adminConsentDescription: optional(string, { validate: notEmpty }),
  adminConsentDisplayName: optional(string, { validate: notEmpty }),
  enabled: optional(boolean, { default: true }),
  id: required(string, { validate: uuid }),
  type: optional(string, { default: "User", validate: oneOf("Admin", "User") }),
  userConsentDescription: optional(string, { validate: notEmpty }),
  userConsentDisplayName: optional(string, { validate: notEmpty }),
  value: optional(string, { validate: claimValue }),
});

export const appRole = object("ApplicationAppRole", {
  allowedMemberTypes: required(set(string), { validate: oneOf("Application", "User") }),
  description: required(string, { validate: notEmpty }),
  displayName: required(string, { validate: notEmpty }),
  enabled: optional(boolean, { default: true }),
  id: required(string, { validate: uuid }),
  value: optional(string, { validate: claimValue }),
});

const optionalClaim = (token: string) =>
  list(
    object(`ApplicationOptionalClaims${token}`, {
      additionalProperties: optional(list(string)),
      essential: optional(boolean, { default: false }),
      name: required(string),
      source: optional(string, { validate: oneOf("user") }),
    }),
  );

/** As the provider has them (hashicorp/terraform-provider-azuread, internal/helpers/tf/validation/uri.go). */
const redirectUris = (urn: boolean, anyScheme: boolean) =>
  optional(set(string), { validate: redirectUri({ urn, anyScheme }) });

export const applicationProperties: Properties = {
  api: optional(
    object("ApplicationApi", {
      knownClientApplications: optional(set(string), { validate: uuid }),
      mappedClaimsEnabled: optional(boolean),
      oauth2PermissionScopes: optional(set(scope)),
      requestedAccessTokenVersion: optional(integer, tokenVersion),
    }),
  ),
  appRoleIds: computed(map(string)),
  appRoles: optional(set(appRole)),
  clientId: computed(string),
  description: optional(string),
  deviceOnlyAuthEnabled: optional(boolean),
  disabledByMicrosoft: computed(string),
  displayName: required(string, { validate: notEmpty }),
  fallbackPublicClientEnabled: optional(boolean),
  ...tagProperties("Application"),
  groupMembershipClaims: optional(set(string), {
    validate: oneOf("All", "None", "ApplicationGroup", "DirectoryRole", "SecurityGroup"),
  }),
  identifierUris: optional(set(string), { validate: notEmpty }),
  logoImage: optional(string),
  logoUrl: computed(string),
  marketingUrl: optional(string, { validate: httpUrl }),
  notes: optional(string),
  oauth2PermissionScopeIds: computed(map(string)),
  oauth2PostResponseRequired: optional(boolean),
  objectId: computed(string),
  optionalClaims: optional(
    object("ApplicationOptionalClaims", {
      accessTokens: optional(optionalClaim("AccessToken")),
      idTokens: optional(optionalClaim("IdToken")),
      saml2Tokens: optional(optionalClaim("Saml2Token")),
    }),
  ),
  owners: optional(set(string), { validate: uuid }),
  password: optional(
    object("ApplicationPassword", {
      displayName: required(string),
      endDate: optional(string),
      keyId: optional(string),
      startDate: optional(string),
      value: optional(string, { secret: true }),
    }),
    { kept: true },
  ),
  preventDuplicateNames: optional(boolean, { default: false, kept: true }),
  privacyStatementUrl: optional(string, { validate: httpUrl }),
  publicClient: optional(object("ApplicationPublicClient", { redirectUris: redirectUris(true, true) })),
  publisherDomain: computed(string),
  requiredResourceAccesses: optional(
    set(
      object("ApplicationRequiredResourceAccess", {
        resourceAccesses: required(
          set(
            object("ApplicationRequiredResourceAccessResourceAccess", {
              id: required(string, { validate: uuid }),
              type: required(string, { validate: oneOf("Role", "Scope") }),
            }),
          ),
        ),
        resourceAppId: required(string, { validate: uuid }),
      }),
    ),
  ),
  serviceManagementReference: optional(string),
  signInAudience: optional(string, {
    default: "AzureADMyOrg",
    validate: oneOf(
      "AzureADMyOrg",
      "AzureADMultipleOrgs",
      "AzureADandPersonalMicrosoftAccount",
      "PersonalMicrosoftAccount",
    ),
  }),
  singlePageApplication: optional(
    object("ApplicationSinglePageApplication", { redirectUris: redirectUris(false, false) }),
  ),
  supportUrl: optional(string, { validate: httpUrl }),
  templateId: optionalComputed(string, { replaces: true, validate: uuid }),
  termsOfServiceUrl: optional(string, { validate: httpUrl }),
  web: optional(
    object("ApplicationWeb", {
      homepageUrl: optional(string, { validate: httpUrl }),
      implicitGrant: optional(
        object("ApplicationWebImplicitGrant", {
          accessTokenIssuanceEnabled: optional(boolean),
          idTokenIssuanceEnabled: optional(boolean),
        }),
      ),
      logoutUrl: optional(string, { validate: logoutUrl }),
      redirectUris: redirectUris(true, false),
    }),
  ),
};
