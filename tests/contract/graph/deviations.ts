/**
 * Where the emulator's schemas differ from Microsoft's description of the types, and on what they rest instead. `kept`: not writable here,
 * though the description says so; `more`: properties that it does not have.
 */
export const deviations: Record<string, { kept: string[]; fixed: string[]; more: string[] }> = {
  applications: {
    // Reference, "application resource type": disabledByMicrosoftStatus is set by Microsoft; the logo has a path of its own.
    kept: ["disabledByMicrosoftStatus", "logo"],
    // Later secrets are made by addPassword.
    fixed: ["passwordCredentials"],
    // The reference has it, the published plugin reads it from beta.
    more: ["oauth2RequirePostResponse"],
  },
  servicePrincipals: {
    // The application decides; see sandbox/entra/README.md.
    kept: [
      "appDescription",
      "appDisplayName",
      "appRoles",
      "disabledByMicrosoftStatus",
      "displayName",
      "homepage",
      "info",
      "logoutUrl",
      "oauth2PermissionScopes",
      "replyUrls",
      "servicePrincipalNames",
      "servicePrincipalType",
      "verifiedPublisher",
    ],
    fixed: ["passwordCredentials"],
    // v1.0 answers it all the same; samlMetadataUrl is beta's.
    more: ["createdDateTime", "samlMetadataUrl"],
  },
  groups: {
    kept: ["isManagementRestricted", "serviceProvisioningErrors"],
    // "This property can only be set while creating the group and is immutable."
    fixed: ["isAssignableToRole"],
    // Beta's, sent by the published plugin.
    more: ["resourceBehaviorOptions", "resourceProvisioningOptions"],
  },
  // Reference, "Update oAuth2PermissionGrant": scope alone can be changed. The times are beta's.
  oauth2PermissionGrants: {
    kept: [],
    fixed: ["clientId", "consentType", "principalId", "resourceId"],
    more: ["expiryTime", "startTime"],
  },
  // There is no update of an assignment.
  appRoleAssignedTo: {
    kept: ["resourceDisplayName"],
    fixed: ["appRoleId", "principalId", "resourceId"],
    more: [],
  },
  "applications/federatedIdentityCredentials": { kept: [], fixed: [], more: [] },
};

/** Members of parts of objects that the description lacks, and Graph's TypeScript types have. */
export const innerMore = ["customKeyIdentifier", "origin"];
