import { badRequest } from "../graph/errors.ts";
import type { Directory } from "../store/directory.ts";
import type { Application } from "../store/types.ts";
import { checkEntitlements } from "./entitlements.ts";
import { checkIdentifierUris } from "./identifier-uris.ts";
import { checkRedirectUris } from "./redirect-uris.ts";

/** All that an application has to satisfy, on create and on every change. */
export function checkApplication(
  directory: Directory,
  tenant: { tenantId: string; domains: readonly string[] },
  next: Application,
  previous?: Application,
): void {
  if (typeof next.displayName !== "string" || next.displayName.trim() === "")
    throw badRequest("Property displayName is required.", "displayName");
  if (next.displayName.length > 120)
    throw badRequest("Property displayName is longer than 120 characters.", "displayName");
  if (![null, 1, 2].includes(next.api.requestedAccessTokenVersion))
    throw badRequest(
      "Invalid value specified for property 'requestedAccessTokenVersion' of resource 'Application'.",
    );
  checkEntitlements(next, previous);
  checkIdentifierUris(directory, tenant, next, previous);
  checkRedirectUris(next);
  checkRequiredAccess(next);
  checkPreAuthorized(directory, next, previous);
}

/** identity-platform/supported-accounts-validation: no more than 50 APIs and 400 permissions. */
function checkRequiredAccess({ requiredResourceAccess }: Application): void {
  if (requiredResourceAccess.length > 50)
    throw badRequest("Property requiredResourceAccess names more than 50 APIs.", "requiredResourceAccess");
  const permissions = requiredResourceAccess.flatMap(({ resourceAccess }) => resourceAccess);
  if (permissions.length > 400)
    throw badRequest(
      "Property requiredResourceAccess holds more than 400 permissions.",
      "requiredResourceAccess",
    );
  const apis = requiredResourceAccess.map(({ resourceAppId }) => resourceAppId.toLowerCase());
  if (new Set(apis).size < apis.length)
    throw badRequest("Property requiredResourceAccess names an API twice.", "requiredResourceAccess");
}

/** A newly pre-authorised client must exist, and what it is given must be a scope of this very application. */
function checkPreAuthorized(directory: Directory, { api }: Application, previous?: Application): void {
  const scopes = new Set(api.oauth2PermissionScopes.map(({ id }) => id.toLowerCase()));
  const before = new Set(previous?.api.preAuthorizedApplications.map((entry) => JSON.stringify(entry)));
  for (const entry of api.preAuthorizedApplications) {
    if (before.has(JSON.stringify(entry))) continue;
    const { appId, delegatedPermissionIds } = entry;
    if (!directory.applicationByAppId(appId) && !directory.servicePrincipalByAppId(appId))
      throw badRequest(
        `Property preAuthorizedApplications references application '${appId}' that cannot be found.`,
        "api.preAuthorizedApplications",
      );
    const unknown = delegatedPermissionIds.find((id) => !scopes.has(id.toLowerCase()));
    if (unknown)
      throw badRequest(
        `Property preAuthorizedApplications references permission '${unknown}' that cannot be found in api.oauth2PermissionScopes.`,
        "api.preAuthorizedApplications",
      );
  }
}
