import type { Flavour } from "../../sandbox/choreo/options.ts";

/**
 * Where the server is known to differ from its own OpenAPI file. Everything else that differs fails the contract tests.
 * Sources: the published Java code of carbon-apimgt at the versions of the files.
 */
export interface Deviation {
  /** Both if absent. */
  flavour?: Flavour;
  /** `POST /apis/{apiId}/deploy-revision`; `*` for all. */
  operation: string;
  /** An answer with this status, which the file does not list for the operation… */
  status?: number;
  /** …or what the validator says about an answer or request that the file does list. */
  about?: RegExp;
  reason: string;
}

export const deviations: readonly Deviation[] = [
  // All operations.
  {
    operation: "*",
    status: 401,
    reason: "An insufficient token gives 401 everywhere (OAuthAuthenticationInterceptor.java)",
  },
  {
    operation: "*",
    status: 400,
    reason: "GlobalThrowableMapper.java refuses bad bodies and parameters everywhere",
  },
  { operation: "*", status: 403, reason: "Ownership, roles and tiers give 403 (RestApiUtil.java)" },
  {
    operation: "*",
    status: 404,
    reason: "What a path or body names is looked up everywhere (ExceptionCodes.java)",
  },
  { operation: "*", status: 405, reason: "CXF's answer to a method that a path does not have" },
  { operation: "*", status: 415, reason: "CXF's answer to another content type" },
  { operation: "*", status: 500, reason: "Exceptions without a code, and NullPointerExceptions, give 500" },

  // Shapes.
  {
    operation: "*",
    about: /keyManagers must be object/,
    reason: "A list of names; anything else gives 901350 (ExceptionCodes.java)",
  },
  {
    operation: "GET /apis/{apiId}/swagger",
    about: /^\/ must be string/,
    reason: "The document itself is sent, not a JSON text",
  },
  {
    operation: "GET /throttling-policies/{policyLevel}",
    about: /path\/policyLevel must be equal/,
    reason: "The file misspells `subscription`",
  },

  {
    flavour: "apim",
    operation: "POST /register",
    about: /(saasApp|isSaasApplication) must be string/,
    reason: "The file's own example is the boolean true, which WSO2's command line tool sends",
  },

  // Statuses of single operations.
  {
    operation: "POST /apis",
    status: 409,
    reason: "Name or context is taken: 900250, 900251 (PublisherCommonUtils.java)",
  },
  {
    operation: "POST /apis",
    status: 429,
    reason: "Quota of the organisation (ResourceQuotaLimitInterceptor.java)",
  },
  { operation: "POST /scopes", status: 409, reason: "900984 (ScopesApiServiceImpl.java)" },
  { operation: "DELETE /scopes/{scopeId}", status: 409, reason: "900985 (ScopesApiServiceImpl.java)" },
  {
    operation: "POST /apis/{apiId}/deploy-revision",
    status: 201,
    reason: "201 where the file says 200 (ApisApiServiceImpl.java)",
  },
  {
    operation: "POST /applications/{applicationId}/map-keys",
    status: 409,
    reason: "901409 (APIConsumerImpl.java)",
  },
  {
    operation: "DELETE /applications/{applicationId}",
    status: 201,
    reason: "201 while the deletion waits for approval (ApplicationsApiServiceImpl.java)",
  },
  {
    operation: "POST /subscriptions",
    status: 409,
    reason: "A second subscription (SubscriptionsApiServiceImpl.java)",
  },
  {
    operation: "DELETE /subscriptions/{subscriptionId}",
    status: 201,
    reason: "201 while the deletion waits for approval (SubscriptionsApiServiceImpl.java)",
  },
  { operation: "POST /key-managers", status: 409, reason: "901402 (KeyManagersApiServiceImpl.java)" },
  {
    operation: "DELETE /key-managers/{keyManagerId}",
    status: 412,
    reason: "902015: it is in use (KeyManagersApiServiceImpl.java)",
  },
  {
    flavour: "choreo",
    operation: "DELETE /applications/{id}/oauth-keys/{id}",
    status: 200,
    reason: "Came after the published branch; WSO2's own portal calls it",
  },
  {
    flavour: "choreo",
    operation: "DELETE /applications/{id}/oauth-keys/{id}",
    status: 404,
    reason: "The same, for an unknown key",
  },
];
