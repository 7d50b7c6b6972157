/** Whose words the gateway speaks: Choreo Connect's (Choreo) or the Synapse gateway's (API Manager). */
export type ErrorStyle = "choreo-connect" | "synapse";

/** An answer that the gateway gives itself instead of the backend's. */
export class GatewayError extends Error {
  readonly status: number;
  readonly code: string;
  readonly description: string;
  readonly headers: Record<string, string>;

  /** @param headers beside the challenge, which every 401 has (RFC 9110, section 15.5.2) */
  constructor(
    status: number,
    code: string,
    message: string,
    description: string,
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.description = description;
    this.headers = headers;
  }

  /** In both styles the code is text. */
  response(style: ErrorStyle): Response {
    const { code, message, description } = this;
    const body =
      style === "choreo-connect"
        ? { error_message: message, code, error_description: description }
        : { code, message, description };
    const challenge = this.status === 401 ? { "www-authenticate": this.#challenge(style) } : {};
    return Response.json(body, { status: this.status, headers: { ...challenge, ...this.headers } });
  }

  /** RFC 6750, section 3.1: no error where the request had no token at all. */
  #challenge(style: ErrorStyle): string {
    const realm = style === "choreo-connect" ? "Choreo Connect" : "WSO2 API Manager";
    const error = this.code === "900902" ? "" : ', error="invalid_token"';
    return `Bearer realm="${realm}"${error}`;
  }
}

/** The gateway's refusals, by the row of the table of checks (sandbox/gateway/README.md). */
export const refused = {
  unknownResource: (style: ErrorStyle) =>
    style === "choreo-connect"
      ? new GatewayError(404, "404", "Not Found", "The requested resource is not available.")
      : new GatewayError(
          404,
          "900906",
          "No matching resource found",
          "No matching resource found in the API for the given request",
        ),
  methodNotAllowed: (style: ErrorStyle) =>
    style === "choreo-connect"
      ? new GatewayError(
          405,
          "405",
          "Method Not Allowed",
          "The method is not allowed for the requested resource.",
        )
      : new GatewayError(405, "900906", "Method not allowed", "Method not allowed for given API resource"),
  blocked: () =>
    new GatewayError(
      503,
      "700700",
      "API blocked",
      "This API has been blocked temporarily. Please try again later or contact the system administrators.",
    ),
  missingCredentials: () =>
    new GatewayError(
      401,
      "900902",
      "Missing Credentials",
      'Make sure your API invocation call has a header: "Authorization : Bearer ACCESS_TOKEN"',
    ),
  invalidCredentials: () =>
    new GatewayError(
      401,
      "900901",
      "Invalid Credentials",
      "Make sure you have provided the correct security credentials",
    ),
  /** AuthFilter.java of Choreo Connect's enforcer: after the scopes, when the endpoint is chosen. */
  noEndpointFor: (keyType: "PRODUCTION" | "SANDBOX") => {
    const [key, endpoint] = keyType === "PRODUCTION" ? ["Production", "production"] : ["Sandbox", "sandbox"];
    return new GatewayError(
      401,
      "900901",
      "Invalid Credentials",
      `${key} key offered to the API with no ${endpoint} endpoint`,
    );
  },
  forbidden: () =>
    new GatewayError(
      403,
      "900908",
      "Resource forbidden",
      "User is NOT authorized to access the Resource. API Subscription validation failed.",
    ),
  subscriptionBlocked: () =>
    new GatewayError(
      403,
      "900907",
      "The requested API is temporarily blocked",
      "API Subscription is blocked",
    ),
  subscriptionInactive: () =>
    new GatewayError(
      403,
      "900909",
      "The subscription to the API is inactive",
      "The subscription waits for approval or has been rejected",
    ),
  scopeMissing: (path: string) =>
    new GatewayError(
      403,
      "900910",
      "The access token does not allow you to access the requested resource",
      `User is NOT authorized to access the Resource: ${path}. Scope validation failed.`,
    ),
  throttledOut: (code: "900803" | "900804", retryAfterSeconds: number) =>
    new GatewayError(429, code, "Message throttled out", "You have exceeded your quota", {
      "retry-after": String(retryAfterSeconds),
    }),
  backendUnreachable: () =>
    new GatewayError(503, "102503", "Connection refused", "The backend of the API cannot be reached"),
};
