import type * as Graph from "@microsoft/microsoft-graph-types";
import { z } from "zod";
import { addIn, keyCredential, passwordCredential } from "./application.ts";
import { complex, flag, guid, type ResourceSchema, type Shape, text, texts, word } from "./resource.ts";

/**
 * https://learn.microsoft.com/graph/api/resources/serviceprincipal
 *
 * `appRoles`, `displayName`, `oauth2PermissionScopes`, `replyUrls`, `servicePrincipalNames` and what else the application decides are
 * read-only here: what Graph says to a change of them, where the application is in the same tenant, is not documented.
 */
export const servicePrincipalSchema: ResourceSchema = {
  type: "servicePrincipal",
  writable: {
    accountEnabled: flag,
    addIns: z.array(addIn),
    alternativeNames: texts,
    appRoleAssignmentRequired: flag,
    customSecurityAttributes: z.unknown(),
    description: text.nullable(),
    keyCredentials: z.array(keyCredential),
    loginUrl: text.nullable(),
    notes: text.nullable(),
    notificationEmailAddresses: texts,
    preferredSingleSignOnMode: word("password", "saml", "notSupported", "oidc").nullable(),
    preferredTokenSigningKeyThumbprint: text.nullable(),
    samlSingleSignOnSettings: complex({
      relayState: text.nullable(),
    } satisfies Shape<Graph.SamlSingleSignOnSettings>).nullable(),
    tags: texts,
    tokenEncryptionKeyId: guid.nullable(),
  } satisfies Shape<Graph.ServicePrincipal>,
  onCreate: {
    appId: text,
    passwordCredentials: z.array(passwordCredential),
  } satisfies Shape<Graph.ServicePrincipal>,
  required: ["appId"],
  readOnly: [
    "appDescription",
    "appDisplayName",
    "appOwnerOrganizationId",
    "appRoles",
    "applicationTemplateId",
    "deletedDateTime",
    "disabledByMicrosoftStatus",
    "displayName",
    "homepage",
    "info",
    "logoutUrl",
    "oauth2PermissionScopes",
    "replyUrls",
    "resourceSpecificApplicationPermissions",
    "servicePrincipalNames",
    "servicePrincipalType",
    "signInAudience",
    "verifiedPublisher",
    // Shown by v1.0, too, though its description lacks it.
    "createdDateTime",
  ] satisfies (keyof Graph.ServicePrincipal | "createdDateTime")[],
  beta: { readOnly: ["samlMetadataUrl"] },
  binds: ["owners"],
};
