import { createHash, randomBytes } from "node:crypto";
import type { JWTPayload } from "jose";
import type { EntraContext } from "../context.ts";
import { GRAPH_APP_ID } from "../store/first-party.ts";
import type { ServicePrincipal, User } from "../store/types.ts";
import { rolesOf } from "./access.ts";
import { issuerV1, issuerV2 } from "./tenants.ts";

/** In seconds, the life of an access token; the plugin wants more than 2400. */
export const TOKEN_LIFE = 3599;

export interface AccessTokenRequest {
  client: ServicePrincipal;
  resource: ServicePrincipal;
  /** How the request named the resource; `aud` of a v1 token. */
  resourceName: string;
  /** `0` public client, `1` client secret. */
  clientAuthentication: "0" | "1";
  /** Absent for a token of the application itself (client credentials). */
  user?: User | undefined;
  scopes: string[];
}

/**
 * Claims of an access token. Its version is the *resource's* choice (`api.requestedAccessTokenVersion`), whichever endpoint
 * was asked (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
 */
export function accessTokenClaims(entra: EntraContext, request: AccessTokenRequest): JWTPayload {
  const { client, resource, user, scopes, clientAuthentication } = request;
  const subject = user
    ? { oid: user.id, sub: pairwise(user.id, resource.appId) }
    : { oid: client.id, sub: client.id };
  const roles = rolesOf(entra, subject.oid, resource);
  const common: JWTPayload = {
    ...times(entra),
    ...subject,
    tid: entra.tenantId,
    uti: randomBytes(16).toString("base64url"),
    rh: `0.${randomBytes(12).toString("base64url")}.`,
    ...(user ? { name: user.displayName ?? undefined, scp: scopes.join(" ") } : { idtyp: "app" }),
    ...(roles.length > 0 ? { roles } : {}),
    ...groupsClaim(entra, resource.appId, user),
  };
  if (tokenVersion(entra, resource) === 2)
    return {
      ...common,
      ver: "2.0",
      aud: resource.appId,
      iss: issuerV2(entra),
      azp: client.appId,
      azpacr: clientAuthentication,
      ...(user ? { preferred_username: loginOf(user) } : {}),
    };
  return {
    ...common,
    ver: "1.0",
    aud: request.resourceName,
    iss: issuerV1(entra),
    appid: client.appId,
    appidacr: clientAuthentication,
    ...(resource.appId === GRAPH_APP_ID ? { app_displayname: client.displayName } : {}),
    ...(user
      ? { acr: "1", amr: ["pwd"], unique_name: loginOf(user), ...upnOf(user) }
      : { idp: issuerV1(entra) }),
  };
}

/** Claims of an ID token; here the endpoint decides the version. */
export function idTokenClaims(
  entra: EntraContext,
  {
    client,
    user,
    version,
    nonce,
  }: { client: ServicePrincipal; user: User; version: 1 | 2; nonce?: string | undefined },
): JWTPayload {
  const roles = rolesOf(entra, user.id, client);
  return {
    ...times(entra),
    aud: client.appId,
    iss: version === 2 ? issuerV2(entra) : issuerV1(entra),
    name: user.displayName ?? undefined,
    oid: user.id,
    sub: pairwise(user.id, client.appId),
    tid: entra.tenantId,
    uti: randomBytes(16).toString("base64url"),
    ver: `${version}.0`,
    ...(nonce === undefined ? {} : { nonce }),
    ...(roles.length > 0 ? { roles } : {}),
    ...(version === 2
      ? { preferred_username: loginOf(user) }
      : { amr: ["pwd"], unique_name: loginOf(user), ...upnOf(user) }),
  };
}

/** Guests are shown by the address of their own organisation, and have no `upn` (access-token-claims-reference). */
const isGuest = (user: User) => user.userType === "Guest";
const loginOf = (user: User) => (isGuest(user) ? String(user.mail) : user.userPrincipalName);
const upnOf = (user: User) => (isGuest(user) ? {} : { upn: user.userPrincipalName });

/** `requestedAccessTokenVersion: null` means 1; Graph itself takes v1 tokens. */
function tokenVersion({ directory }: EntraContext, resource: ServicePrincipal): 1 | 2 {
  return directory.applicationByAppId(resource.appId)?.api.requestedAccessTokenVersion === 2 ? 2 : 1;
}

/** `sub` of a user differs from application to application. */
export const pairwise = (userId: string, appId: string) =>
  createHash("sha256").update(`${userId}:${appId}`).digest("base64url");

function times({ clock }: EntraContext) {
  const now = clock.seconds();
  return { iat: now, nbf: now, exp: now + TOKEN_LIFE };
}

/** `groups`, when the API's registration asks for it with `groupMembershipClaims`. */
function groupsClaim({ directory }: EntraContext, appId: string, user: User | undefined) {
  const wanted = String(directory.applicationByAppId(appId)?.groupMembershipClaims ?? "");
  if (!user || !/SecurityGroup|All/.test(wanted)) return {};
  return { groups: directory.groupsOf(user.id).map((group) => group.id) };
}
