import type * as Graph from "@microsoft/microsoft-graph-types";
import { passwordCredential } from "./application.ts";
import { guid, type ResourceSchema, type Shape, text, texts, time, word } from "./resource.ts";

/** https://learn.microsoft.com/graph/api/resources/approleassignment */
export const appRoleAssignmentSchema: ResourceSchema = {
  type: "appRoleAssignment",
  writable: {},
  onCreate: { appRoleId: guid, principalId: guid, resourceId: guid } satisfies Shape<Graph.AppRoleAssignment>,
  required: ["appRoleId", "principalId", "resourceId"],
  readOnly: [
    "createdDateTime",
    "deletedDateTime",
    "principalDisplayName",
    "principalType",
    "resourceDisplayName",
  ] satisfies (keyof Graph.AppRoleAssignment)[],
};

/** https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant; `startTime` and `expiryTime` are beta's, and ignored. */
export const permissionGrantSchema: ResourceSchema = {
  type: "oAuth2PermissionGrant",
  writable: { scope: text.nullable() } satisfies Shape<Graph.OAuth2PermissionGrant>,
  onCreate: {
    clientId: text,
    consentType: word("AllPrincipals", "Principal"),
    principalId: text.nullable(),
    resourceId: text,
  } satisfies Shape<Graph.OAuth2PermissionGrant>,
  required: ["clientId", "consentType", "resourceId"],
  readOnly: [],
  beta: { onCreate: { startTime: time.nullable(), expiryTime: time.nullable() } },
};

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
export const federatedCredentialSchema: ResourceSchema = {
  type: "federatedIdentityCredential",
  writable: {
    audiences: texts,
    description: text.nullable(),
    issuer: text,
    subject: text,
  } satisfies Shape<Graph.FederatedIdentityCredential>,
  onCreate: { name: text } satisfies Shape<Graph.FederatedIdentityCredential>,
  required: ["audiences", "issuer", "name", "subject"],
  readOnly: [],
};

/** Bodies of actions are no resources, but checked like them. */
export const addPasswordSchema: ResourceSchema = {
  type: "passwordCredential",
  writable: { passwordCredential: passwordCredential.nullable() },
  readOnly: [],
};

export const removePasswordSchema: ResourceSchema = {
  type: "passwordCredential",
  writable: { keyId: guid },
  required: ["keyId"],
  readOnly: [],
};
