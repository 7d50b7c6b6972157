import { AadstsError, type OAuthError } from "./aadsts.ts";

/** Errors about the request itself: tenant, client, redirect URI, parameters. */

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
export const challengeSize = () =>
  new AadstsError(501491, "invalid_request", "Invalid size of Code_Challenge parameter.");
export const challengeMethod = () =>
  new AadstsError(50149, "invalid_request", "Invalid Code_Challenge_method parameter.");
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
