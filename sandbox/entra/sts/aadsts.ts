import { randomUUID } from "node:crypto";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** The OAuth `error` values that Entra uses. */
export type OAuthError =
  | "access_denied"
  | "interaction_required"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_resource"
  | "invalid_scope"
  | "invalid_tenant"
  | "login_required"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type";

/**
 * An error of the sign-in service, with its AADSTS number. Texts follow Entra's messages as they are published
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes) or reported by its users.
 */
export class AadstsError extends Error {
  readonly code: number;
  readonly error: OAuthError;
  readonly status: ContentfulStatusCode;
  /** Entra shows some errors on its own page and doesn't send the browser back to a client that it can't trust. */
  readonly onPage: boolean;

  constructor(
    code: number,
    error: OAuthError,
    text: string,
    { status = 400, onPage = false }: { status?: ContentfulStatusCode; onPage?: boolean } = {},
  ) {
    super(`AADSTS${code}: ${text}`);
    this.name = "AadstsError";
    this.code = code;
    this.error = error;
    this.status = status;
    this.onPage = onPage;
  }

  /** The body of Entra's error answers. */
  body(nowIso: string, url: string) {
    const timestamp = `${nowIso.slice(0, 19).replace("T", " ")}Z`;
    const trace = randomUUID();
    const correlation = randomUUID();
    return {
      error: this.error,
      error_description: `${this.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${url}/error?code=${this.code}`,
    };
  }
}
