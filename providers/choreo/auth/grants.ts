import type { AxiosError } from "axios";
import { readErrorBody } from "../client/errorBody.ts";
import { ChoreoError } from "../client/errors.ts";
import { storedHint } from "../client/hints.ts";
import { loadTransport } from "../client/transport.ts";
import type { GrantedToken } from "./tokenSource.ts";

/** RFC 8693 */
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT = "urn:ietf:params:oauth:token-type:jwt";
/** OpenID Connect Core 1.0, section 11. */
const OFFLINE = "offline_access";

export interface OAuthClient {
  clientId: string;
  /** Absent for a public client, which only the token exchange takes. */
  clientSecret?: string | undefined;
}

/** A request at the token endpoint, less what the grant adds. */
export interface TokenRequest {
  url: string;
  client: OAuthClient;
  scopes: readonly string[];
  /** What the flavour wants besides: `orgHandle`. */
  fields: Record<string, string>;
  /** The credentials are (also) those of the stack configuration. */
  stored: boolean;
}

export const clientCredentials = (request: TokenRequest, deadline: AbortSignal): Promise<GrantedToken> =>
  requestToken("client credentials", request, { grant_type: "client_credentials" }, deadline);

/** With a refresh token for long runs, as WSO2's own client asks for it; without one where the service does not take the scope. */
export async function tokenExchange(
  request: TokenRequest,
  subjectToken: string,
  deadline: AbortSignal,
): Promise<GrantedToken> {
  const exchange = (scopes: readonly string[]) =>
    requestToken(
      "token exchange",
      { ...request, scopes },
      {
        grant_type: TOKEN_EXCHANGE,
        subject_token: subjectToken,
        subject_token_type: JWT,
        requested_token_type: JWT,
      },
      deadline,
    );
  try {
    return await exchange([...request.scopes, OFFLINE]);
  } catch (error) {
    if (!(error instanceof ChoreoError && error.status === 400)) throw error;
    return exchange(request.scopes);
  }
}

/** Another token for the refresh token that came with the last one (RFC 6749, section 6); the scopes are those of that. */
export const refresh = (
  request: TokenRequest,
  refreshToken: string,
  deadline: AbortSignal,
): Promise<GrantedToken> =>
  requestToken(
    "refresh token",
    { ...request, scopes: [], fields: {} },
    { grant_type: "refresh_token", refresh_token: refreshToken },
    deadline,
  );

export const password = (
  request: TokenRequest,
  user: { username: string; password: string },
  deadline: AbortSignal,
): Promise<GrantedToken> =>
  requestToken("password grant", request, { grant_type: "password", ...user }, deadline);

async function requestToken(
  grant: string,
  { url, client, scopes, fields, stored }: TokenRequest,
  parameters: Record<string, string>,
  deadline: AbortSignal,
): Promise<GrantedToken> {
  const what = `Get a token by ${grant}`;
  const form = new URLSearchParams({ ...parameters, ...fields });
  if (scopes.length > 0) form.set("scope", scopes.join(" "));
  if (!client.clientSecret) form.set("client_id", client.clientId);
  const place = { method: "POST", path: URL.canParse(url) ? new URL(url).pathname : url };
  try {
    const transport = await loadTransport();
    const { data } = await transport.post(url, form.toString(), {
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(client.clientSecret ? { authorization: basic(client.clientId, client.clientSecret) } : {}),
      },
      repeatable: true,
      signal: deadline,
    });
    if (typeof data?.access_token !== "string") {
      throw new ChoreoError({
        what,
        words: "the answer holds no access_token",
        hint: checkUrl(url),
        ...place,
      });
    }
    return {
      token: data.access_token,
      expiresIn: Number(data.expires_in) || 900,
      refreshToken: typeof data.refresh_token === "string" ? data.refresh_token : undefined,
    };
  } catch (error) {
    if (error instanceof ChoreoError) throw error;
    throw tokenError(what, { url, stored }, place, error as AxiosError);
  }
}

/** Errors of RFC 6749, section 5.2. The cause stays out: axios keeps the request, and so the credentials, in it. */
function tokenError(
  what: string,
  { url, stored }: Pick<TokenRequest, "url" | "stored">,
  place: { method: string; path: string },
  { response, code, message }: AxiosError,
): ChoreoError {
  if (!response) {
    return new ChoreoError({
      what,
      words: `no answer (${code ?? message})`,
      hint: checkUrl(url),
      ...place,
      ambiguous: true,
    });
  }
  const { error, error_description } = (response.data ?? {}) as Record<string, unknown>;
  const spoken = typeof error === "string" && error !== "";
  const words = spoken
    ? [error, error_description].filter(Boolean).join(": ")
    : readErrorBody(JSON.stringify(response.data))?.words;
  return new ChoreoError({
    what,
    words: words || `HTTP ${response.status} without explanation`,
    hint: spoken ? hintFor(error) + storedHint(stored) : checkUrl(url),
    ...place,
    status: response.status,
  });
}

function hintFor(error: string): string {
  switch (error) {
    case "invalid_client":
      return "Check CHOREO_CLIENT_ID and CHOREO_CLIENT_SECRET (or choreoCredentials in the stack configuration).";
    case "invalid_grant":
      return "Check CHOREO_SUBJECT_TOKEN, or CHOREO_USERNAME and CHOREO_PASSWORD: wrong or expired.";
    case "unsupported_grant_type":
    case "unauthorized_client":
      return "The client may not use this grant. Allow it, or set CHOREO_TOKEN to a token from elsewhere.";
    default:
      return "Check the credentials and choreo.organization.";
  }
}

const checkUrl = (url: string): string =>
  `Check the token endpoint ${url} (CHOREO_TOKEN_URL, choreo.tokenUrl).`;

/** RFC 6749, section 2.3.1: both halves are form-encoded first. */
function basic(user: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(user)}:${encodeURIComponent(secret)}`).toString("base64")}`;
}
