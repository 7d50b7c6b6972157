import type { Deviation } from "./deviation.ts";

const oneKey = "/applications/{applicationId}/oauth-keys/{keyMappingId}";

/** Statuses that the server gives and its file does not list. */
export const statusDeviations: readonly Deviation[] = [
  // All operations.
  {
    operation: "*",
    status: 401,
    codes: [401],
    reason: "An insufficient token gives 401 everywhere (OAuthAuthenticationInterceptor.java)",
  },
  {
    operation: "*",
    takes: "body",
    status: 400,
    codes: [400],
    reason: "A body that cannot be read (GlobalThrowableMapper.java)",
  },
  {
    operation: "*",
    takes: "body",
    status: 415,
    codes: [415],
    reason: "CXF's answer to another content type",
  },
  {
    operation: "*",
    takes: "pages",
    status: 400,
    codes: [400],
    reason: "limit or offset that is no number (GlobalThrowableMapper.java)",
  },
  {
    flavour: "choreo",
    operation: "*",
    status: 400,
    codes: [900357],
    reason: "No organisation in the request of an anonymous caller (ExceptionCodes.java)",
  },
  {
    flavour: "apim",
    operation: "*",
    status: 400,
    codes: [901300],
    reason: "An unknown X-WSO2-Tenant (OnPremResolver.java)",
  },

  // Publisher.
  {
    operation: "POST /apis",
    status: 409,
    codes: [900250, 900251],
    reason: "Name or context is taken (PublisherCommonUtils.java)",
  },
  {
    operation: "POST /apis",
    status: 429,
    reason: "Quota of the organisation, with an empty body (ResourceQuotaLimitInterceptor.java)",
  },
  {
    operation: "PUT /apis/{apiId}",
    status: 500,
    codes: [500],
    reason: "`bindings: null` gives a NullPointerException (PublisherCommonUtils.java)",
  },
  {
    operation: "POST /apis/{apiId}/revisions",
    status: 400,
    codes: [900351],
    reason: "The limit of revisions (APIProviderImpl.java)",
  },
  {
    operation: "DELETE /apis/{apiId}/revisions/{revisionId}",
    status: 400,
    codes: [900348],
    reason: "A deployed revision (APIProviderImpl.java)",
  },
  {
    operation: "POST /apis/{apiId}/deploy-revision",
    status: 201,
    reason: "201 where the file says 200 (ApisApiServiceImpl.java)",
  },
  { operation: "POST /scopes", status: 409, codes: [900984], reason: "ScopesApiServiceImpl.java" },
  {
    operation: "DELETE /scopes/{scopeId}",
    status: 409,
    codes: [900985],
    reason: "ScopesApiServiceImpl.java",
  },

  // Developer Portal: applications and keys.
  {
    operation: "PUT /applications/{applicationId}",
    status: 403,
    codes: [403],
    reason: "Not the owner (ApplicationsApiServiceImpl.java)",
  },
  {
    operation: "PUT /applications/{applicationId}",
    status: 409,
    codes: [409],
    reason: "The new name is taken (APIConsumerImpl.java)",
  },
  {
    operation: "DELETE /applications/{applicationId}",
    status: 403,
    codes: [403],
    reason: "Not the owner (ApplicationsApiServiceImpl.java)",
  },
  {
    operation: "DELETE /applications/{applicationId}",
    status: 400,
    codes: [400],
    reason: "The deletion waits already (ApplicationsApiServiceImpl.java)",
  },
  {
    operation: "DELETE /applications/{applicationId}",
    status: 201,
    reason: "201 without a body while the deletion waits for approval (ApplicationsApiServiceImpl.java)",
  },
  {
    operation: "POST /applications/{applicationId}/map-keys",
    status: 409,
    codes: [901409],
    reason: "The client id or the place is taken (APIConsumerImpl.java)",
  },
  ...["POST /applications/{applicationId}/map-keys", `PUT ${oneKey}`, `DELETE ${oneKey}`].map(
    (operation) => ({
      operation,
      status: 403,
      codes: [403, 900955],
      reason: "Not the owner, or a token without the scope of the key type (ApplicationsApiServiceImpl.java)",
    }),
  ),
  ...[`GET ${oneKey}`, `PUT ${oneKey}`, `DELETE ${oneKey}`].map((operation) => ({
    flavour: "apim" as const,
    operation,
    status: 500,
    codes: [500],
    reason: "An unknown key gives a NullPointerException in 4.6 (ApplicationsApiServiceImpl.java)",
  })),
  {
    flavour: "choreo",
    operation: "DELETE /applications/{id}/oauth-keys/{id}",
    status: 200,
    reason: "Came after the published branch; WSO2's own portal calls it",
  },
  ...[403, 404, 405, 500].map((status) => ({
    flavour: "choreo" as const,
    operation: "DELETE /applications/{id}/oauth-keys/{id}",
    status,
    codes: [403, 900955, 900307, 900331, 500],
    reason: "The same; 405 where the server does not have it yet, 500 where it came as in 4.6",
  })),
  {
    flavour: "apim",
    operation: "DELETE /applications/{id}/oauth-keys/{id}",
    status: 405,
    codes: [],
    reason:
      "Came with 4.3: before, CXF says so, and a client has to take clean-up (ApplicationsApiServiceImpl.java)",
  },

  // Developer Portal: subscriptions.
  {
    operation: "GET /subscriptions",
    status: 400,
    codes: [400],
    reason: "Neither API nor application is named (SubscriptionsApiServiceImpl.java)",
  },
  {
    operation: "GET /subscriptions",
    status: 404,
    codes: [404],
    reason: "An unknown application (SubscriptionsApiServiceImpl.java)",
  },
  {
    operation: "POST /subscriptions",
    status: 403,
    codes: [403, 902002, 9020006],
    reason: "Owner, plan or version range (APIConsumerImpl.java)",
  },
  {
    operation: "POST /subscriptions",
    status: 404,
    codes: [404],
    reason: "Unknown API or application (SubscriptionsApiServiceImpl.java)",
  },
  {
    operation: "POST /subscriptions",
    status: 409,
    codes: [409, 9020007],
    reason: "A second subscription (SubscriptionsApiServiceImpl.java)",
  },
  {
    operation: "POST /subscriptions",
    status: 500,
    codes: [500],
    reason:
      "The API is not published, or the subscription is blocked: exceptions without a code (APIConsumerImpl.java)",
  },
  {
    operation: "PUT /subscriptions/{subscriptionId}",
    status: 403,
    codes: [902002],
    reason: "The plan is not one of the API's (APIConsumerImpl.java)",
  },
  {
    operation: "DELETE /subscriptions/{subscriptionId}",
    status: 400,
    codes: [400],
    reason: "The deletion waits already (SubscriptionsApiServiceImpl.java)",
  },
  {
    operation: "DELETE /subscriptions/{subscriptionId}",
    status: 201,
    reason: "201 without a body while the deletion waits for approval (SubscriptionsApiServiceImpl.java)",
  },

  // Admin.
  { operation: "POST /key-managers", status: 409, codes: [901402], reason: "KeyManagersApiServiceImpl.java" },
  {
    operation: "DELETE /key-managers/{keyManagerId}",
    status: 412,
    codes: [902015],
    reason: "It is in use (KeyManagersApiServiceImpl.java)",
  },
];
