import type { EntraContext } from "../context.ts";
import type { ServicePrincipal } from "../store/types.ts";
import { AadstsError } from "./aadsts.ts";
import {
  challengeMethod,
  challengeSize,
  implicitDisabled,
  missingParameter,
  noRedirectUri,
  notMultiTenant,
  pkceRequired,
  redirectMismatch,
  unsupportedPrompt,
  unsupportedResponseMode,
  unsupportedResponseType,
} from "./aadsts-request.ts";
import { clientNamed } from "./access.ts";
import { platformOf } from "./redirects.ts";
import { requestedScopes } from "./requested-scopes.ts";
import type { AuthorizeRequest, ResponseMode } from "./sessions.ts";
import { checkTenant, isShared } from "./tenants.ts";

/** Where an error goes: back to the client once its redirect URI is known to be right, else on Entra's own page. */
export class RefusedRequest extends Error {
  readonly reason: AadstsError;
  readonly returnTo: Pick<AuthorizeRequest, "redirectUri" | "responseMode" | "state"> | undefined;

  constructor(reason: AadstsError, returnTo?: RefusedRequest["returnTo"]) {
    super(reason.message);
    this.reason = reason;
    this.returnTo = returnTo;
  }
}

/** @throws RefusedRequest */
export function parseAuthorizeRequest(
  entra: EntraContext,
  tenant: string,
  version: 1 | 2,
  params: URLSearchParams,
): AuthorizeRequest {
  const { client, redirectUri, platform } = shownOnPage(() => knownClient(entra, tenant, params));
  const param = (name: string) => params.get(name) || undefined;
  const state = param("state");
  const responseMode = param("response_mode") ?? "query";
  const supported = ["query", "form_post", "fragment"].includes(responseMode);
  const returnTo = {
    redirectUri,
    state,
    responseMode: (supported ? responseMode : "query") as ResponseMode,
  };
  try {
    checkResponseType(entra, client, param("response_type"));
    if (!supported) throw unsupportedResponseMode(responseMode);
    const challenge = parseChallenge(param("code_challenge"), param("code_challenge_method"));
    if (platform === "spa" && !challenge) throw pkceRequired();
    const scope = scopeParameter(version, param("scope"), param("resource"));
    requestedScopes(entra, client, scope);
    return {
      ...returnTo,
      version,
      clientAppId: client.appId,
      nonce: param("nonce"),
      scope,
      prompt: parsePrompt(param("prompt")),
      loginHint: param("login_hint"),
      challenge,
    };
  } catch (error) {
    if (error instanceof AadstsError) throw new RefusedRequest(error, returnTo);
    throw error;
  }
}

function shownOnPage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AadstsError) throw new RefusedRequest(error);
    throw error;
  }
}

function knownClient(entra: EntraContext, tenant: string, params: URLSearchParams) {
  checkTenant(entra, tenant, "invalid_request");
  const clientId = params.get("client_id");
  if (!clientId) throw missingParameter("client_id");
  const client = clientNamed(entra, clientId);
  if (isShared(tenant)) throw notMultiTenant(client.appId, client.displayName ?? "");
  const application = entra.directory.applicationByAppId(client.appId);
  const given = params.get("redirect_uri");
  const redirectUri = given || client.replyUrls?.at(0);
  if (!redirectUri) throw noRedirectUri();
  const platform = application && platformOf(application, redirectUri);
  if (!platform || !URL.canParse(redirectUri)) throw redirectMismatch(redirectUri, client.appId);
  return { client, redirectUri, platform };
}

function checkResponseType(entra: EntraContext, client: ServicePrincipal, type: string | undefined): void {
  if (!type) throw missingParameter("response_type");
  if (type === "code") return;
  const settings = entra.directory.applicationByAppId(client.appId)?.web.implicitGrantSettings as
    | { enableIdTokenIssuance?: boolean; enableAccessTokenIssuance?: boolean }
    | undefined;
  const types = type.split(" ");
  if (types.includes("id_token") && !settings?.enableIdTokenIssuance) throw implicitDisabled("id_token");
  if (types.includes("token") && !settings?.enableAccessTokenIssuance) throw implicitDisabled("token");
  throw unsupportedResponseType(type);
}

/** RFC 7636: a challenge has 43 to 128 characters; without a method it is the verifier itself. */
function parseChallenge(value: string | undefined, method = "plain"): AuthorizeRequest["challenge"] {
  if (!value) return undefined;
  if (method !== "S256" && method !== "plain") throw challengeMethod();
  if (value.length < 43 || value.length > 128) throw challengeSize();
  return { value, method };
}

function parsePrompt(prompt: string | undefined): AuthorizeRequest["prompt"] {
  if (prompt === undefined) return undefined;
  const known = (["none", "login", "consent", "select_account"] as const).find((value) => value === prompt);
  if (!known) throw unsupportedPrompt(prompt);
  return known;
}

/** The v1 endpoint asks for a whole resource; with a `scope` besides it, as the guide's example has, that one is taken. */
function scopeParameter(version: 1 | 2, scope: string | undefined, resource: string | undefined): string {
  if (version === 2) {
    if (!scope) throw missingParameter("scope");
    return scope;
  }
  return [scope ?? "openid", resource && `${resource}/.default`].filter(Boolean).join(" ");
}
