import { ApiError } from "../../http/api-error.ts";

/** Refusals about applications, their keys and subscriptions. */
export const devportalRefusals = {
  applicationNotFound: () => new ApiError(404, 900307, "Application not found", "Application not found"),
  applicationInactive: () =>
    new ApiError(400, 900309, "Application is not active", "Application is not active"),
  keyMappingNotFound: () =>
    new ApiError(404, 900331, "Application Key mapping not found", "Application Key mapping not found"),
  credentialsForbidden: (keyType: string) =>
    new ApiError(
      403,
      900955,
      "Insufficient permission to manage application keys",
      `The access token does not allow to manage ${keyType} keys`,
    ),
  keyManagerNotRegistered: () =>
    new ApiError(400, 901403, "Key Manager not Registered", "Key Manager not Registered"),
  keyManagerTakesNoApplications: () =>
    new ApiError(
      400,
      901405,
      "Key Manager doesn't support generating OAuth applications",
      "Key Manager doesn't support generating OAuth applications",
    ),
  keyMappingExists: () =>
    new ApiError(409, 901409, "Key Mappings already exists", "Key Mappings already exists"),
  clientIdFixed: () =>
    new ApiError(
      400,
      901414,
      "Key Manager doesn't support changing clientId",
      "Key Manager doesn't support changing clientId",
    ),
  subscriptionTierNotAllowed: (tier: string, user: string) =>
    new ApiError(
      403,
      902002,
      "Subscription Tier is not allowed for user",
      `Subscription Tier ${tier} is not allowed for user ${user} `,
    ),
  internalPlan: (tier: string) =>
    new ApiError(
      400,
      902019,
      "Internal business plan",
      `The business plan ${tier} is internal and cannot be subscribed to`,
    ),
  versionRangeInvalid: (range: string) =>
    new ApiError(400, 9020005, "Invalid version range", `Version range ${range} is not valid`),
  versionRangeMismatch: (range: string, version: string) =>
    new ApiError(
      403,
      9020006,
      "Version range not allowed",
      `Version range ${range} does not fit API version ${version}`,
    ),
  versionRangeDuplicate: (range: string) =>
    new ApiError(
      409,
      9020007,
      "Subscription already exists",
      `A subscription for version range ${range} exists already`,
    ),
};
