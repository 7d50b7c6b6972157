import { ApiError } from "../../http/api-error.ts";

/** Refusals that every API gives: the generic family, whose code is the HTTP status, and those about organisations. */
export const genericRefusals = {
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
  organizationMissing: () =>
    new ApiError(400, 900357, "Organization Not Found", "Organization is not found in the request"),
  tenantUnknown: () => new ApiError(400, 901300, "Tenant Not Found", "Tenant Not Found"),
};
