import type { EntraContext } from "../context.ts";
import { GRAPH_APP_ID } from "../store/first-party.ts";
import type { ServicePrincipal, User } from "../store/types.ts";
import { consentMissing, unknownResource } from "./aadsts-access.ts";
import { checkAssigned } from "./access.ts";
import { accessTokenClaims, idTokenClaims, TOKEN_LIFE } from "./claims.ts";
import { grantedScopes } from "./consent.ts";
import {
  checkListed,
  type RequestedResource,
  requestedScopes,
  resourceNamed,
  singleResource,
} from "./requested-scopes.ts";
import type { Granted } from "./sessions.ts";

interface UserTokenRequest {
  client: ServicePrincipal;
  user: User;
  version: 1 | 2;
  form: URLSearchParams;
  granted: Granted;
  clientAuthentication: "0" | "1";
}

/** Tokens for a signed-in user, from a code or a refresh token; assignment and consent are looked at again each time. */
export async function issueForUser(entra: EntraContext, request: UserTokenRequest) {
  const { client, user, version, form, granted, clientAuthentication } = request;
  const asked =
    version === 1 && form.get("resource") ? `${form.get("resource")}/.default` : form.get("scope");
  const scope = asked || granted.scope;
  const requested = requestedScopes(entra, client, scope);
  const api = singleResource(requested, scope);
  const resource = api ?? signInOnly(entra);
  const signedUp = requestedScopes(entra, client, granted.scope).oidc;
  checkAssigned(entra, user, [client, resource.servicePrincipal]);
  const scopes = api ? apiScopes(entra, client, user, api) : requested.oidc;
  const claims = accessTokenClaims(entra, {
    client,
    resource: resource.servicePrincipal,
    resourceName: resource.name,
    clientAuthentication,
    user,
    scopes: scopes.filter((value) => value !== "offline_access"),
  });
  const oidc = new Set([...requested.oidc, ...signedUp]);
  const tokens = {
    access_token: await entra.keys.sign(claims),
    ...(version === 1 || oidc.has("offline_access")
      ? { refresh_token: entra.sessions.issueRefreshToken({ ...granted, nonce: undefined }) }
      : {}),
    ...(version === 1 || oidc.has("openid")
      ? {
          id_token: await entra.keys.sign(
            idTokenClaims(entra, { client, user, version, nonce: granted.nonce }),
          ),
        }
      : {}),
    ...(form.get("client_info") === "1" ? { client_info: clientInfo(entra, user) } : {}),
  };
  if (version === 1)
    return {
      token_type: "Bearer",
      scope: scopes.join(" "),
      ...v1Times(entra),
      resource: resource.name,
      ...tokens,
    };
  const shown = !api || api.name === GRAPH_APP_ID ? scopes : scopes.map((value) => `${api.name}/${value}`);
  return {
    token_type: "Bearer",
    scope: [...shown, ...(api ? requested.oidc : [])].join(" "),
    expires_in: TOKEN_LIFE,
    ext_expires_in: TOKEN_LIFE,
    ...tokens,
  };
}

function apiScopes(
  entra: EntraContext,
  client: ServicePrincipal,
  user: User,
  resource: RequestedResource,
): string[] {
  const hasGrants = entra.directory.grantsFor(client.id, resource.servicePrincipal.id, user.id).length > 0;
  checkListed(client, resource, hasGrants);
  const scopes = grantedScopes(entra, client, user, resource);
  if (!scopes) throw consentMissing(client.appId, client.displayName ?? "", "invalid_grant");
  return scopes;
}

/** With nothing but OpenID Connect's scopes the access token is for Microsoft Graph's user info endpoint. */
function signInOnly(entra: EntraContext): RequestedResource {
  const servicePrincipal = resourceNamed(entra, GRAPH_APP_ID);
  if (!servicePrincipal) throw unknownResource(GRAPH_APP_ID, entra.tenantId);
  return { servicePrincipal, name: GRAPH_APP_ID, scopes: [], isDefault: false };
}

/** v1 answers times as strings, and absolute ones besides. */
export function v1Times({ clock }: EntraContext) {
  const now = clock.seconds();
  return {
    expires_in: String(TOKEN_LIFE),
    ext_expires_in: String(TOKEN_LIFE),
    expires_on: String(now + TOKEN_LIFE),
    not_before: String(now),
  };
}

/** MSAL's account id: who, and in which tenant. */
const clientInfo = ({ tenantId }: EntraContext, user: User) =>
  Buffer.from(JSON.stringify({ uid: user.id, utid: tenantId })).toString("base64url");
