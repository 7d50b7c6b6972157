import { randomBytes } from "node:crypto";
import type { EntraContext } from "../context.ts";
import { GRAPH_SERVICE_PRINCIPAL_ID } from "../store/first-party.ts";
import type { PermissionScope, ServicePrincipal, User } from "../store/types.ts";
import type { RequestedResource, RequestedScopes } from "./requested-scopes.ts";

/** A scope nobody has consented to yet. */
export interface Unconsented {
  resource: ServicePrincipal;
  scope: PermissionScope;
}

/** Values that this user's tokens for this client and API may hold: consents and pre-authorisation together. */
function consentedScopes(
  { directory }: EntraContext,
  client: ServicePrincipal,
  resource: ServicePrincipal,
  user: User,
): Set<string> {
  const granted = directory
    .grantsFor(client.id, resource.id, user.id)
    .flatMap((grant) => grant.scope.split(" ").filter(Boolean));
  const preAuthorized = new Set(
    directory
      .applicationByAppId(resource.appId)
      ?.api.preAuthorizedApplications.filter((entry) => entry.appId === client.appId)
      .flatMap((entry) => entry.delegatedPermissionIds) ?? [],
  );
  const enabled = resource.oauth2PermissionScopes.filter((scope) => scope.isEnabled);
  return new Set(
    enabled
      .filter((scope) => scope.value && (granted.includes(scope.value) || preAuthorized.has(scope.id)))
      .map((scope) => String(scope.value)),
  );
}

/**
 * What of a request still needs somebody's consent. OpenID Connect's scopes come along with any consent to the client.
 *
 * @param again ask for all of it, consented to or not (`prompt=consent`)
 */
export function unconsented(
  entra: EntraContext,
  client: ServicePrincipal,
  user: User,
  requested: RequestedScopes,
  again: boolean,
): Unconsented[] {
  const missing = requested.resources.flatMap((resource) => {
    const consented = consentedScopes(entra, client, resource.servicePrincipal, user);
    return resource.scopes
      .filter((scope) => again || !consented.has(String(scope.value)))
      .map((scope) => ({ resource: resource.servicePrincipal, scope }));
  });
  const nothingElse = requested.resources.length === 0;
  return missing.length > 0 || (nothingElse && (again || !knowsClient(entra, client, user)))
    ? [...missing, ...oidcScopes(entra, client, user, requested)]
    : [];
}

function knowsClient({ directory }: EntraContext, client: ServicePrincipal, user: User): boolean {
  return [...directory.grants.values()].some(
    (grant) =>
      grant.clientId === client.id &&
      (grant.consentType === "AllPrincipals" || grant.principalId === user.id),
  );
}

function oidcScopes(
  entra: EntraContext,
  client: ServicePrincipal,
  user: User,
  { oidc }: RequestedScopes,
): Unconsented[] {
  const graph = entra.directory.servicePrincipals.get(GRAPH_SERVICE_PRINCIPAL_ID);
  if (!graph) return [];
  const consented = consentedScopes(entra, client, graph, user);
  return graph.oauth2PermissionScopes
    .filter((scope) => oidc.includes(String(scope.value)) && !consented.has(String(scope.value)))
    .map((scope) => ({ resource: graph, scope }));
}

/**
 * Whether people cannot consent to this themselves: a scope of type `Admin` is asked for, the client requires assignment (Entra,
 * "assignment required"), or the tenant's policy forbids it.
 */
export function needsAdministrator(
  { switches }: EntraContext,
  client: ServicePrincipal,
  missing: Unconsented[],
): boolean {
  return (
    switches.forbidUserConsent ||
    client.appRoleAssignmentRequired ||
    missing.some(
      ({ scope, resource }) =>
        scope.type === "Admin" || (switches.apiAssignmentBlocksConsent && resource.appRoleAssignmentRequired),
    )
  );
}

/** Records a consent: one grant per API, for this user or, by an administrator, for everybody. */
export function recordConsent(
  { directory }: EntraContext,
  client: ServicePrincipal,
  user: User,
  consented: Unconsented[],
  forEverybody: boolean,
): void {
  const principalId = forEverybody ? null : user.id;
  for (const { resource, scope } of consented) {
    const grant = [...directory.grants.values()].find(
      (known) =>
        known.clientId === client.id && known.resourceId === resource.id && known.principalId === principalId,
    ) ?? {
      id: randomBytes(32).toString("base64url"),
      clientId: client.id,
      consentType: forEverybody ? ("AllPrincipals" as const) : ("Principal" as const),
      principalId,
      resourceId: resource.id,
      scope: "",
    };
    const values = new Set([...grant.scope.split(" ").filter(Boolean), String(scope.value)]);
    directory.grants.set(grant.id, { ...grant, scope: [...values].join(" ") });
  }
}

/**
 * Scope values for the token: every scope that is consented to for that API, however few were asked for
 * (AzureAD/microsoft-authentication-library-for-dotnet#1713). The switch `tokenScopes: "requested"` gives only those.
 *
 * @returns undefined when something asked for isn't consented to
 */
export function grantedScopes(
  entra: EntraContext,
  client: ServicePrincipal,
  user: User,
  { servicePrincipal, scopes, isDefault }: RequestedResource,
): string[] | undefined {
  const consented = consentedScopes(entra, client, servicePrincipal, user);
  const asked = scopes.map((scope) => String(scope.value));
  if (!asked.every((value) => consented.has(value))) return undefined;
  return isDefault || entra.switches.tokenScopes === "consented" ? [...consented] : asked;
}
