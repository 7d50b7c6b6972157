import { ApiError } from "../http/api-error.ts";

/**
 * The refusals of WSO2's `ExceptionCodes` and of its generic family (`code` = HTTP status), as far as the emulator gives them.
 * Words of codes that are in no public source are ours.
 */
export const refusal = {
  badRequest: (description: string) => new ApiError(400, 400, "Bad Request", description),
  forbidden: (description = "You don't have permission to access this resource") =>
    new ApiError(403, 403, "Forbidden", description),
  notFound: (what: string, id: string) =>
    new ApiError(404, 404, "Not Found", `Requested ${what} with Id '${id}' not found`),
  alreadyExists: (description: string) => new ApiError(409, 409, "Resource Already Exists", description),
  conflict: (description: string) => new ApiError(409, 409, "Conflict", description),
  internal: () =>
    new ApiError(
      500,
      500,
      "Internal server error",
      "The server encountered an internal error. Please contact administrator.",
    ),
  unauthenticated: () => new ApiError(401, 401, "", "Unauthenticated request"),

  apiNameExists: (name: string) =>
    new ApiError(409, 900250, "The API name already exists.", `An API with name '${name}' already exists`),
  apiContextExists: (context: string) =>
    new ApiError(
      409,
      900251,
      "The API context already exists.",
      `An API with context '${context}' already exists`,
    ),
  tierNull: () => new ApiError(400, 900304, "The tier cannot be null.", "The tier cannot be null"),
  tierInvalid: () => new ApiError(400, 900305, "The tier name is invalid.", "The tier name is invalid"),
  applicationNotFound: () => new ApiError(404, 900307, "Application not found", "Application not found"),
  apiNotFound: (id: string) =>
    new ApiError(404, 900308, "API Not Found", `Requested API with id '${id}' not found`),
  applicationInactive: () =>
    new ApiError(400, 900309, "Application is not active", "Application is not active"),
  keyMappingNotFound: () =>
    new ApiError(404, 900331, "Application Key mapping not found", "Application Key mapping not found"),
  additionalPropertiesInvalid: (name: string, version: string, why: string) =>
    new ApiError(
      400,
      900346,
      "Invalid additional properties",
      `Invalid additional properties for API: ${name}:${version}. ${why}`,
    ),
  revisionNotFound: (id: string) =>
    new ApiError(404, 900347, "API Revision Not Found", `Requested API Revision with id ${id} not found`),
  revisionDeployed: (id: string) =>
    new ApiError(
      400,
      900348,
      "Can not delete API Revision ",
      `Couldn't delete API revision since API revision is currently deployed to a gateway. You need to undeploy the API Revision from the gateway before attempting deleting API Revision: ${id} `,
    ),
  tooManyRevisions: (apiId: string) =>
    new ApiError(
      400,
      900351,
      "Can not create API Revision ",
      `Maximum number of revisions per API has reached.Need to remove any revision to create a new Revision for API with API UUID: ${apiId}`,
    ),
  organizationMissing: () =>
    new ApiError(400, 900357, "Organization Not Found", "Organization is not found in the request"),
  updateForbiddenInState: (state: string) =>
    new ApiError(
      403,
      900380,
      "Insufficient permission to update the API",
      `Updating the API is restricted as as it is ${state}.`,
    ),
  vhostUnknown: () =>
    new ApiError(
      400,
      900512,
      "Invalid virtual host name provided",
      "Virtual host with provided vhost name does not exist",
    ),
  workflowPending: () =>
    new ApiError(
      409,
      900553,
      "Workflow exception",
      "Pending workflow task exists for the selected API/Application",
    ),
  noPendingTask: () =>
    new ApiError(412, 900557, "Workflow error", "Requested resource does not have a pending workflow task"),
  noResources: () =>
    new ApiError(404, 900763, "No resources found", "API must have at least one resource defined"),
  credentialsForbidden: (keyType: string) =>
    new ApiError(
      403,
      900955,
      "Insufficient permission to manage application keys",
      `The access token does not allow to manage ${keyType} keys`,
    ),
  generalError: () => new ApiError(500, 900967, "General Error", "Server Error Occurred"),
  sharedScopeNotFound: (id: string) =>
    new ApiError(
      404,
      900981,
      "Shared Scope not found",
      `Requested Shared Scope ID  ${id} could not be found`,
    ),
  sharedScopeNameMissing: () =>
    new ApiError(400, 900983, "Shared Scope name not specified", "Shared Scope name not specified"),
  scopeExists: (name: string) =>
    new ApiError(409, 900984, "Scope already exists", `Scope ${name} already exists`),
  sharedScopeInUse: (id: string) =>
    new ApiError(
      409,
      900985,
      "Shared Scope already attached",
      `Shared Scope ${id} is already used by one or more APIs`,
    ),
  sharedScopeDisplayNameMissing: () =>
    new ApiError(
      400,
      900987,
      "Shared Scope Display Name not specified",
      "Shared Scope Display Name not specified",
    ),
  scopeOfAnotherApi: (key: string) =>
    new ApiError(
      400,
      900988,
      "Scope already assigned by another API",
      `Scope ${key} is already assigned locally by another API`,
    ),
  tenantUnknown: () => new ApiError(400, 901300, "Tenant Not Found", "Tenant Not Found"),
  keyManagerConfigurationMissing: (what: string) =>
    new ApiError(
      400,
      901401,
      "Required Key Manager configuration missing",
      `Missing required configuration: ${what}`,
    ),
  keyManagerExists: () =>
    new ApiError(409, 901402, "Key Manager Already Exists", "Key Manager Already Exists"),
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
  keyManagerInUse: () =>
    new ApiError(412, 902015, "Key Manager is in use", "The Key Manager is used by applications"),
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
  apiRetired: (id: string) =>
    new ApiError(
      400,
      903227,
      "Deploying a revision of a retired API is not allowed",
      `API ${id} is in state RETIRED`,
    ),
  environmentUnknown: (name: string) =>
    new ApiError(
      400,
      903233,
      "Gateway environment not found",
      `Provided gateway environment ${name} is not found`,
    ),
  lifecycleActionNotAllowed: (action: string, allowed: string[]) =>
    new ApiError(
      400,
      903234,
      "Unsupported state change action",
      `Lifecycle state change action ${action} is not allowed for this API. Allowed actions are [${allowed.join(", ")}]`,
    ),
  roleUnknown: (role: string) =>
    new ApiError(404, 903250, "Role does not exist", `Role ${role} does not exist`),
};
