import {
  boolean,
  computed,
  list,
  map,
  object,
  optional,
  optionalComputed,
  type Properties,
  required,
  set,
  string,
} from "../../properties/types.ts";
import { tagProperties } from "../tags.ts";
import { httpUrl, lengthBetween, notEmpty, oneOf, uuid } from "../validate.ts";

/* Mirrors of the application's scopes and roles: outputs alone, so nothing in them is required. */
const appRole = object("ServicePrincipalAppRole", {
  allowedMemberTypes: optional(list(string)),
  description: optional(string),
  displayName: optional(string),
  enabled: optional(boolean),
  id: optional(string),
  value: optional(string),
});

const scope = object("ServicePrincipalOauth2PermissionScope", {
  adminConsentDescription: optional(string),
  adminConsentDisplayName: optional(string),
  enabled: optional(boolean),
  id: optional(string),
  type: optional(string),
  userConsentDescription: optional(string),
  userConsentDisplayName: optional(string),
  value: optional(string),
});

export const servicePrincipalProperties: Properties = {
  accountEnabled: optional(boolean, { default: true }),
  alternativeNames: optional(set(string), { validate: notEmpty, shownEmpty: true }),
  appRoleAssignmentRequired: optional(boolean),
  appRoleIds: computed(map(string)),
  appRoles: computed(list(appRole)),
  applicationTenantId: computed(string),
  clientId: required(string, { replaces: true, validate: uuid }),
  description: optional(string, { validate: lengthBetween(0, 1024) }),
  displayName: computed(string),
  ...tagProperties("ServicePrincipal"),
  /** The old name of `featureTags`. */
  features: optionalComputed(
    list(
      object("ServicePrincipalFeature", {
        customSingleSignOnApp: optional(boolean),
        enterpriseApplication: optional(boolean),
        galleryApplication: optional(boolean),
        visibleToUsers: optional(boolean, { default: true }),
      }),
    ),
    { conflictsWith: ["featureTags", "tags"] },
  ),
  homepageUrl: computed(string),
  loginUrl: optional(string, { validate: httpUrl }),
  logoutUrl: computed(string),
  notes: optional(string, { validate: lengthBetween(0, 1024) }),
  notificationEmailAddresses: optional(set(string), { validate: notEmpty, shownEmpty: true }),
  oauth2PermissionScopeIds: computed(map(string)),
  oauth2PermissionScopes: computed(list(scope)),
  objectId: computed(string),
  owners: optional(set(string), { validate: uuid }),
  preferredSingleSignOnMode: optional(string, {
    validate: oneOf("none", "notSupported", "oidc", "password", "saml"),
  }),
  redirectUris: computed(list(string)),
  samlMetadataUrl: computed(string),
  samlSingleSignOn: optional(object("ServicePrincipalSamlSingleSignOn", { relayState: optional(string) })),
  servicePrincipalNames: computed(list(string)),
  signInAudience: computed(string),
  type: computed(string),
  useExisting: optional(boolean, { kept: true }),
};
