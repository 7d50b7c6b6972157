import { ApiError } from "../../http/api-error.ts";

/** Refusals about key managers, which are Choreo's identity providers. */
export const keyManagerRefusals = {
  keyManagerConfigurationMissing: (what: string) =>
    new ApiError(
      400,
      901401,
      "Required Key Manager configuration missing",
      `Missing required configuration: ${what}`,
    ),
  keyManagerExists: () =>
    new ApiError(409, 901402, "Key Manager Already Exists", "Key Manager Already Exists"),
  issuerExists: (issuer: string) =>
    new ApiError(
      400,
      901411,
      "Key Manager with the same issuer exists",
      `A Key Manager with the issuer ${issuer} exists already`,
    ),
  externalNeedsJwks: () =>
    new ApiError(
      400,
      901412,
      "Invalid Key Manager certificate type",
      "An external Key Manager takes certificates of type JWKS only",
    ),
  externalTypeFixed: () =>
    new ApiError(
      400,
      901413,
      "Token type cannot be changed",
      "The token type of an external Key Manager cannot be changed",
    ),
  keyManagerInUse: () =>
    new ApiError(412, 902015, "Key Manager is in use", "The Key Manager is used by applications"),
};
