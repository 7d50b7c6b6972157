import { choreo as seed } from "../../seed.ts";
import type { Emulation } from "../emulation.ts";
import { isPersonalAccessTokenGood, PERSON } from "./authenticate.ts";
import { managementScopes } from "./scopes.ts";

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const REFRESH = "refresh_token";
/** OpenID Connect Core 1.0, section 11: whoever asks for it gets a refresh token. */
const OFFLINE = "offline_access";
const JWT = "urn:ietf:params:oauth:token-type:jwt";

/** An error of RFC 6749, section 5.2. */
class OAuthError extends Error {
  readonly status: number;
  readonly error: string;
  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

/**
 * `POST /oauth2/token`: client credentials and token exchange on Choreo, client credentials and password on API Manager; on both, the
 * refresh token of an earlier answer, which is good once.
 */
export async function tokenEndpoint(emulation: Emulation, request: Request): Promise<Response> {
  try {
    const form = new URLSearchParams(await request.text());
    const clientId = authenticateClient(emulation, request.headers.get("authorization"), form);
    const asked = (form.get("scope") ?? "").split(" ");
    if (asked.includes(OFFLINE) && !emulation.switches.refreshTokens) {
      throw new OAuthError(400, "invalid_scope", `The scope ${OFFLINE} is not allowed for the client`);
    }
    const granted = await grant(emulation, form, clientId);
    const { subject, organizationId } = granted;
    const scopes = granted.scopes ?? asked.filter((scope) => managementScopes.includes(scope));
    const { tokenLifetimeSeconds } = emulation.switches;
    const token = await emulation.tokens.mint({
      subject,
      clientId,
      scopes,
      organizationId,
      lifetimeSeconds: tokenLifetimeSeconds,
    });
    return json(200, {
      access_token: token,
      ...(form.get("grant_type") === EXCHANGE ? { issued_token_type: JWT } : {}),
      ...(asked.includes(OFFLINE) || granted.scopes
        ? { refresh_token: emulation.tokens.remember({ subject, clientId, scopes, organizationId }) }
        : {}),
      scope: scopes.join(" ") || "default",
      token_type: "Bearer",
      expires_in: tokenLifetimeSeconds,
    });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return json(error.status, { error: error.error, error_description: error.message });
  }
}

/** HTTP Basic or form parameters. The token exchange also takes a client that shows no secret, as WSO2's own portal does. */
function authenticateClient(
  emulation: Emulation,
  authorization: string | null,
  form: URLSearchParams,
): string {
  const basic = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1];
  const pair = basic ? Buffer.from(basic, "base64").toString("utf8") : undefined;
  const colon = pair?.indexOf(":") ?? -1;
  const id = (pair ? decodeURIComponent(pair.slice(0, colon)) : form.get("client_id")) ?? "";
  const secret = pair ? decodeURIComponent(pair.slice(colon + 1)) : form.get("client_secret");

  const known =
    id === seed.client.clientId && emulation.flavour === "choreo"
      ? seed.client
      : emulation.store.clients.get(id);
  const isPublic = [EXCHANGE, REFRESH].includes(form.get("grant_type") ?? "") && secret === null;
  if (!known || (!isPublic && secret !== known.clientSecret)) {
    throw new OAuthError(401, "invalid_client", "Client authentication failed");
  }
  return id;
}

async function grant(
  emulation: Emulation,
  form: URLSearchParams,
  clientId: string,
): Promise<{ subject: string; organizationId: string | undefined; scopes?: string[] }> {
  const type = form.get("grant_type");
  if (type === REFRESH) {
    const remembered = emulation.tokens.redeem(form.get("refresh_token") ?? "", clientId);
    if (!remembered) throw new OAuthError(400, "invalid_grant", "The refresh token is invalid or expired");
    return remembered;
  }
  const organizationId = emulation.flavour === "choreo" ? organizationOf(emulation, form) : undefined;
  if (type === "client_credentials") {
    const owner = emulation.store.clients.get(clientId)?.owner;
    return { subject: owner ?? clientId, organizationId };
  }
  if (type === EXCHANGE && emulation.flavour === "choreo") {
    if (form.get("subject_token_type") !== JWT) {
      throw new OAuthError(400, "invalid_request", `subject_token_type must be ${JWT}`);
    }
    const token = form.get("subject_token") ?? "";
    const subject =
      token === seed.personalAccessToken && isPersonalAccessTokenGood(emulation)
        ? PERSON
        : (await emulation.tokens.read(token))?.subject;
    if (!subject) throw new OAuthError(400, "invalid_grant", "The subject token is invalid or expired");
    return { subject, organizationId };
  }
  if (type === "password" && emulation.flavour === "apim") {
    const { username, password } = seed.admin;
    if (form.get("username") !== username || form.get("password") !== password) {
      throw new OAuthError(400, "invalid_grant", `Authentication failed for ${form.get("username") ?? ""}`);
    }
    return { subject: username, organizationId };
  }
  throw new OAuthError(400, "unsupported_grant_type", `Unsupported grant_type value: ${type ?? ""}`);
}

/** The token is for the organisation whose handle was asked for; without one it is for none, and no call accepts it. */
function organizationOf(emulation: Emulation, form: URLSearchParams): string | undefined {
  const handle = form.get("orgHandle");
  if (!handle) return undefined;
  if (handle !== emulation.organization) {
    throw new OAuthError(400, "invalid_request", `Unknown organization handle ${handle}`);
  }
  return emulation.organizationId;
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
