import { AadstsError } from "./aadsts.ts";

/** Errors of the token endpoint: the client's secret, the code or refresh token, PKCE. */

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
export const challengeMissing = () =>
  new AadstsError(
    50147,
    "invalid_request",
    "Missing Code_Challenge parameter: a code_verifier was sent for a code that was requested without one.",
  );
