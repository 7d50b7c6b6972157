/** Counts when an application is made, and no read of one gives it: the state of one that is imported lacks it. */
export const MADE_ONCE = "preventDuplicateNames";

/** What an app registration may have that this program says nothing of, whatever it is for. */
const ofAnyApplication = [
  "notes",
  "tags",
  "featureTags",
  "description",
  "logoImage",
  "marketingUrl",
  "privacyStatementUrl",
  "supportUrl",
  "termsOfServiceUrl",
  "serviceManagementReference",
  "signInAudience",
  "groupMembershipClaims",
  "optionalClaims",
  "fallbackPublicClientEnabled",
  "deviceOnlyAuthEnabled",
  "oauth2PostResponseRequired",
  MADE_ONCE,
  "identifierUris",
];

const ofAnyPrincipal = [
  "notes",
  "tags",
  "featureTags",
  "description",
  "owners",
  "accountEnabled",
  "alternativeNames",
  "loginUrl",
  "notificationEmailAddresses",
  "preferredSingleSignOnMode",
  "samlSingleSignOn",
];

/**
 * `ignoreChanges` for what was there before the stack: what its arguments do not say stays as it was found (schema of
 * `azuread.Application` and `azuread.ServicePrincipal` 6.9.1).
 */
export const asFound = {
  webApi: {
    application: [
      ...ofAnyApplication,
      "web",
      "singlePageApplication",
      "publicClient",
      "api.knownClientApplications",
      "api.mappedClaimsEnabled",
    ],
    principal: ofAnyPrincipal,
  },
  client: {
    application: [
      ...ofAnyApplication,
      "api",
      "appRoles",
      "web.homepageUrl",
      "web.logoutUrl",
      "web.implicitGrant",
    ],
    principal: [...ofAnyPrincipal, "appRoleAssignmentRequired"],
  },
};
