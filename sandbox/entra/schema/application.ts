import type * as Graph from "@microsoft/microsoft-graph-types";
import { z } from "zod";
import {
  complex,
  flag,
  guid,
  int,
  type ResourceSchema,
  type Shape,
  text,
  texts,
  time,
  word,
  wordList,
} from "./resource.ts";

const permissionScope = complex({
  adminConsentDescription: text.nullable(),
  adminConsentDisplayName: text.nullable(),
  id: guid,
  isEnabled: flag,
  origin: text.nullable(),
  type: word("User", "Admin").nullable(),
  userConsentDescription: text.nullable(),
  userConsentDisplayName: text.nullable(),
  value: text.nullable(),
} satisfies Shape<Graph.PermissionScope>);

const appRole = complex({
  allowedMemberTypes: z.array(word("User", "Application")),
  description: text.nullable(),
  displayName: text.nullable(),
  id: guid,
  isEnabled: flag,
  origin: text.nullable(),
  value: text.nullable(),
} satisfies Shape<Graph.AppRole>);

const resourceAccess = complex({
  id: guid,
  type: word("Scope", "Role"),
} satisfies Shape<Graph.ResourceAccess>);

const optionalClaim = complex({
  additionalProperties: texts.nullable(),
  essential: flag,
  name: text,
  source: word("user").nullable(),
} satisfies Shape<Graph.OptionalClaim>);

export const passwordCredential = complex({
  customKeyIdentifier: text.nullable(),
  displayName: text.nullable(),
  endDateTime: time.nullable(),
  keyId: guid.nullable(),
  startDateTime: time.nullable(),
} satisfies Shape<Graph.PasswordCredential>);

export const keyCredential = complex({
  customKeyIdentifier: text.nullable(),
  displayName: text.nullable(),
  endDateTime: time.nullable(),
  key: text.nullable(),
  keyId: guid.nullable(),
  startDateTime: time.nullable(),
  type: text.nullable(),
  usage: word("Sign", "Verify").nullable(),
} satisfies Shape<Graph.KeyCredential>);

export const addIn = complex({
  id: guid,
  properties: z.array(
    complex({ key: text.nullable(), value: text.nullable() } satisfies Shape<Graph.KeyValue>),
  ),
  type: text,
} satisfies Shape<Graph.AddIn>);

const informationalUrl = complex({
  marketingUrl: text.nullable(),
  privacyStatementUrl: text.nullable(),
  supportUrl: text.nullable(),
  termsOfServiceUrl: text.nullable(),
} satisfies Shape<Graph.InformationalUrl>);

const redirectUris = complex({ redirectUris: texts } satisfies Shape<Graph.SpaApplication>);

/** https://learn.microsoft.com/graph/api/resources/application */
export const applicationSchema: ResourceSchema = {
  type: "application",
  writable: {
    addIns: z.array(addIn),
    api: complex({
      acceptMappedClaims: flag.nullable(),
      knownClientApplications: z.array(guid).nullable(),
      oauth2PermissionScopes: z.array(permissionScope),
      preAuthorizedApplications: z
        .array(
          complex({
            appId: text,
            delegatedPermissionIds: texts,
          } satisfies Shape<Graph.PreAuthorizedApplication>),
        )
        .nullable(),
      requestedAccessTokenVersion: int.nullable(),
    } satisfies Shape<Graph.ApiApplication>).nullable(),
    appRoles: z.array(appRole),
    authenticationBehaviors: complex({
      blockAzureADGraphAccess: flag.nullable(),
      removeUnverifiedEmailClaim: flag.nullable(),
      requireClientServicePrincipal: flag.nullable(),
    } satisfies Shape<Graph.AuthenticationBehaviors>).nullable(),
    defaultRedirectUri: text.nullable(),
    description: text.nullable(),
    displayName: text,
    groupMembershipClaims: wordList(
      "None",
      "SecurityGroup",
      "ApplicationGroup",
      "DirectoryRole",
      "All",
    ).nullable(),
    identifierUris: texts,
    info: informationalUrl.nullable(),
    isDeviceOnlyAuthSupported: flag.nullable(),
    isFallbackPublicClient: flag.nullable(),
    keyCredentials: z.array(keyCredential),
    nativeAuthenticationApisEnabled: word("none", "all").nullable(),
    notes: text.nullable(),
    oauth2RequirePostResponse: flag,
    optionalClaims: complex({
      accessToken: z.array(optionalClaim).nullable(),
      idToken: z.array(optionalClaim).nullable(),
      saml2Token: z.array(optionalClaim).nullable(),
    } satisfies Shape<Graph.OptionalClaims>).nullable(),
    parentalControlSettings: complex({
      countriesBlockedForMinors: texts,
      legalAgeGroupRule: text.nullable(),
    } satisfies Shape<Graph.ParentalControlSettings>).nullable(),
    publicClient: redirectUris.nullable(),
    requestSignatureVerification: complex({
      allowedWeakAlgorithms: word("rsaSha1").nullable(),
      isSignedRequestRequired: flag,
    } satisfies Shape<Graph.RequestSignatureVerification>).nullable(),
    requiredResourceAccess: z.array(
      complex({
        resourceAccess: z.array(resourceAccess),
        resourceAppId: text,
      } satisfies Shape<Graph.RequiredResourceAccess>),
    ),
    samlMetadataUrl: text.nullable(),
    serviceManagementReference: text.nullable(),
    servicePrincipalLockConfiguration: complex({
      allProperties: flag.nullable(),
      credentialsWithUsageSign: flag.nullable(),
      credentialsWithUsageVerify: flag.nullable(),
      isEnabled: flag,
      tokenEncryptionKeyId: flag.nullable(),
    } satisfies Shape<Graph.ServicePrincipalLockConfiguration>).nullable(),
    signInAudience: word(
      "AzureADMyOrg",
      "AzureADMultipleOrgs",
      "AzureADandPersonalMicrosoftAccount",
      "PersonalMicrosoftAccount",
    ).nullable(),
    spa: redirectUris.nullable(),
    tags: texts,
    tokenEncryptionKeyId: guid.nullable(),
    verifiedPublisher: complex({
      addedDateTime: time.nullable(),
      displayName: text.nullable(),
      verifiedPublisherId: text.nullable(),
    } satisfies Shape<Graph.VerifiedPublisher>).nullable(),
    web: complex({
      homePageUrl: text.nullable(),
      implicitGrantSettings: complex({
        enableAccessTokenIssuance: flag.nullable(),
        enableIdTokenIssuance: flag.nullable(),
      } satisfies Shape<Graph.ImplicitGrantSettings>).nullable(),
      logoutUrl: text.nullable(),
      redirectUriSettings: z.array(
        complex({ index: int.nullable(), uri: text.nullable() } satisfies Shape<Graph.RedirectUriSettings>),
      ),
      redirectUris: texts,
    } satisfies Shape<Graph.WebApplication>).nullable(),
  } satisfies Shape<Graph.Application>,
  // Later ones are made by addPassword.
  onCreate: {
    passwordCredentials: z.array(passwordCredential),
    uniqueName: text.nullable(),
  } satisfies Shape<Graph.Application>,
  required: ["displayName"],
  readOnly: [
    "appId",
    "applicationTemplateId",
    "certification",
    "createdDateTime",
    "deletedDateTime",
    "disabledByMicrosoftStatus",
    "logo",
    "publisherDomain",
  ] satisfies (keyof Graph.Application)[],
  binds: ["owners"],
};
