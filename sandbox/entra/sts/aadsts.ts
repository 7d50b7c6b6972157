import { randomUUID } from "node:crypto";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** The OAuth `error` values that Entra uses. */
export type OAuthError =
  | "access_denied"
  | "interaction_required"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_resource"
  | "invalid_scope"
  | "invalid_tenant"
  | "login_required"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type";

/**
 * An error of the sign-in service, with its AADSTS number. Texts follow Entra's messages as they are published
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes) or reported by its users.
 */
export class AadstsError extends Error {
  readonly code: number;
  readonly error: OAuthError;
  readonly status: ContentfulStatusCode;
  /** Entra shows some errors on its own page and doesn't send the browser back to a client that it can't trust. */
  readonly onPage: boolean;

  constructor(
    code: number,
    error: OAuthError,
    text: string,
    { status = 400, onPage = false }: { status?: ContentfulStatusCode; onPage?: boolean } = {},
  ) {
    super(`AADSTS${code}: ${text}`);
    this.name = "AadstsError";
    this.code = code;
    this.error = error;
    this.status = status;
    this.onPage = onPage;
  }

  /** The body of Entra's error answers. */
  body(nowIso: string, url: string) {
    const timestamp = `${nowIso.slice(0, 19).replace("T", " ")}Z`;
    const trace = randomUUID();
    const correlation = randomUUID();
    return {
      error: this.error,
      error_description: `${this.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${url}/error?code=${this.code}`,
    };
  }
}

const page = { onPage: true };

export const unknownTenant = (tenant: string, error: OAuthError) =>
  new AadstsError(
    90002,
    error,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    page,
  );
export const notMultiTenant = (appId: string, name: string) =>
  new AadstsError(
    50194,
    "invalid_request",
    `Application '${appId}'(${name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
    page,
  );
export const missingParameter = (name: string) =>
  new AadstsError(
    900144,
    "invalid_request",
    `The request body must contain the following parameter: '${name}'.`,
  );
export const unknownClient = (appId: string, tenant: string) =>
  new AadstsError(
    700016,
    "unauthorized_client",
    `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    page,
  );
export const clientWithoutPrincipal = (appId: string, tenant: string) =>
  new AadstsError(
    7000229,
    "unauthorized_client",
    `The client application '${appId}' is missing service principal in the tenant '${tenant}'.`,
    page,
  );
export const clientDisabled = (appId: string, name: string) =>
  new AadstsError(7000112, "unauthorized_client", `Application '${appId}'(${name}) is disabled.`, page);
export const redirectMismatch = (redirectUri: string, appId: string) =>
  new AadstsError(
    50011,
    "invalid_request",
    `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.`,
    page,
  );
export const noRedirectUri = () =>
  new AadstsError(900971, "invalid_request", "No reply address provided.", page);
export const redirectChanged = (given: string, before: string) =>
  new AadstsError(
    500112,
    "invalid_grant",
    `The reply address '${given}' does not match the reply address '${before}' provided when requesting Authorization code.`,
  );
export const invalidSecret = (appId: string) =>
  new AadstsError(
    7000215,
    "invalid_client",
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
    { status: 401 },
  );
export const expiredSecret = (appId: string) =>
  new AadstsError(
    7000222,
    "invalid_client",
    `The provided client secret keys for app '${appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    { status: 401 },
  );
export const missingSecret = () =>
  new AadstsError(
    7000218,
    "invalid_client",
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    { status: 401 },
  );
export const secretOfPublicClient = () =>
  new AadstsError(
    700025,
    "invalid_client",
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    { status: 401 },
  );
export const unsupportedGrant = (grant: string) =>
  new AadstsError(70003, "unsupported_grant_type", `The app requested an unsupported grant type '${grant}'.`);
export const malformedCode = () =>
  new AadstsError(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid.");
export const codeUsed = () =>
  new AadstsError(
    54005,
    "invalid_grant",
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  );
export const grantExpired = () =>
  new AadstsError(
    70008,
    "invalid_grant",
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
  );
export const grantInvalid = (why: string) =>
  new AadstsError(70000, "invalid_grant", `Authentication failed. ${why}`);
export const verifierMissing = () =>
  new AadstsError(
    50148,
    "invalid_grant",
    "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
  );
export const verifierMismatch = () =>
  new AadstsError(
    501481,
    "invalid_grant",
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );
export const challengeSize = () =>
  new AadstsError(501491, "invalid_request", "Invalid size of Code_Challenge parameter.");
export const challengeMethod = () =>
  new AadstsError(50149, "invalid_request", "Invalid Code_Challenge_method parameter.");
export const challengeMissing = () =>
  new AadstsError(
    50147,
    "invalid_request",
    "Missing Code_Challenge parameter: a code_verifier was sent for a code that was requested without one.",
  );
export const pkceRequired = () =>
  new AadstsError(
    9002325,
    "invalid_request",
    "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
  );
export const unsupportedResponseType = (type: string) =>
  new AadstsError(
    70005,
    "unsupported_response_type",
    `The WS-Federation sign-in response message contains an unsupported OAuth parameter value in the encoded wctx: 'response_type=${type}'. This emulator answers 'code'.`,
  );
export const implicitDisabled = (what: "id_token" | "token") =>
  new AadstsError(
    what === "id_token" ? 700054 : 700051,
    "unsupported_response_type",
    `response_type '${what}' is not enabled for the application.`,
  );
export const unsupportedResponseMode = (mode: string) =>
  new AadstsError(
    70007,
    "invalid_request",
    `'${mode}' is not a supported value of 'response_mode' when requesting a code.`,
  );
export const unsupportedPrompt = (prompt: string) =>
  new AadstsError(90023, "invalid_request", `Unsupported 'prompt' value '${prompt}'.`);
