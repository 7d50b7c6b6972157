import { ApiError } from "../../http/api-error.ts";

/** Refusals about APIs, scopes, revisions and the lifecycle. */
export const publisherRefusals = {
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
  apiNotFound: (id: string) =>
    new ApiError(404, 900308, "API Not Found", `Requested API with id '${id}' not found`),
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
