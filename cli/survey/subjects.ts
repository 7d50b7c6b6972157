import type { ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import { mapValues } from "../../shared/records.ts";
import { newestSecret } from "../doctor/links/anyCredential.ts";
import { bareName, otherScopes, type PairedApi, type PairedClient, type Pairs } from "./pair/index.ts";
import type { Details } from "./read/details.ts";
import type { IdentityProvider } from "./sides.ts";

/**
 * What a stack's outputs would say of what is there: so the doctor's links look at it as at a stack. Where nothing is paired ids are
 * empty; the survey's own links say so, and those that need them are not looked at.
 */
export function subjectsOfPairs(
  pairs: Pairs,
  details: Details,
  { tenantId, identityProvider }: { tenantId: string; identityProvider: IdentityProvider },
): { apis: Record<string, ApiOutput>; connections: Record<string, ConnectionOutput> } {
  const apis = mapValues(Object.fromEntries(pairs.apis), (api, key) =>
    apiOf(api, otherScopes(key, pairs.apis), details),
  );
  const connections = mapValues(
    Object.fromEntries(pairs.clients),
    (client, key): ConnectionOutput => ({
      ...clientOf(client),
      tenantId,
      identityProvider: { id: identityProvider.id, name: identityProvider.name },
      apis: Object.fromEntries(
        pairs.uses
          .filter((use) => use.client === key)
          .map((use) => ({ ...use, permissions: [...use.permissions, ...use.otherScopes] }))
          .map(({ api, permissions, subscription }) => [
            api,
            {
              permissions,
              scopes: permissions.map((name) => apis[api]?.scopes[name]?.fullyQualifiedName ?? name),
              subscriptionId: subscription?.id ?? "",
              adminConsent: false,
            },
          ]),
      ),
    }),
  );
  return { apis, connections };
}

function apiOf(
  { api, registration, scopes }: PairedApi,
  others: ReturnType<typeof otherScopes>,
  details: Details,
): ApiOutput {
  const { application, principal } = registration ?? {};
  const assigned = (principal && details.assignments.get(principal.id)) ?? [];
  const named = (type: string) =>
    Object.fromEntries(
      assigned
        .filter(({ principalType }) => principalType === type)
        .map(({ principalId, principalDisplayName }) => [
          details.users.get(principalId) ?? principalDisplayName ?? principalId,
          principalId,
        ]),
    );
  return {
    choreo: {
      apiId: api.id,
      name: api.name,
      version: api.version,
      context: api.context ?? "",
      scopePrefix: api.scopePrefix ?? "",
    },
    azure: {
      applicationObjectId: application?.id ?? "",
      clientId: application?.appId ?? "",
      identifierUri: application?.identifierUris?.[0] ?? application?.displayName ?? "",
      servicePrincipalObjectId: principal?.id ?? "",
      tokenVersion: application?.api?.requestedAccessTokenVersion === 2 ? 2 : 1,
    },
    scopes: Object.fromEntries([
      ...others.map(({ id = "", value, type, isEnabled }) => [
        value,
        {
          fullyQualifiedName: value,
          scopeId: id,
          consent: type === "User" ? "users" : "admins",
          enabled: isEnabled !== false,
          inChoreo: false,
        },
      ]),
      ...scopes.map(({ fullName, scope }) => [
        bareName({ api }, fullName),
        {
          fullyQualifiedName: fullName,
          scopeId: scope?.id ?? "",
          consent: scope?.type === "User" ? "users" : "admins",
          // Nobody said that it shall be off.
          enabled: true,
        },
      ]),
    ]),
    // What needs a permission in the working copy, needs it at the gateway as well, or the chain is broken.
    operations: Object.fromEntries(
      (api.operations ?? [])
        .filter(({ scopes: opens }) => opens?.length)
        .map(({ verb, target, scopes: opens }) => [
          `${verb} ${target}`,
          (opens ?? []).map((name) => bareName({ api }, name)),
        ]),
    ),
    invokeUrls: {},
    assigned: { users: named("User"), groups: named("Group") },
  };
}

function clientOf({ application, key, registration }: PairedClient) {
  const found = registration?.application;
  const newest = newestSecret(found?.passwordCredentials ?? []);
  return {
    clientId: key.consumerKey ?? "",
    applicationObjectId: found?.id ?? "",
    servicePrincipalObjectId: registration?.principal?.id ?? "",
    clientSecret: "",
    clientSecretKeyId: newest?.keyId ?? "",
    clientSecretExpires: newest?.endDateTime ?? "",
    redirectUris: found?.web?.redirectUris ?? [],
    application: {
      id: application.applicationId,
      name: application.name,
      keyType: key.keyType,
      keyMappingId: key.keyMappingId ?? "",
    },
  };
}
