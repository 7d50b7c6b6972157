import { randomUUID } from "node:crypto";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An error as Microsoft Graph answers it: `{"error": {code, message, innerError}}`. */
export class GraphError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly details: { code: string; message: string; target: string }[] | undefined;

  constructor(status: ContentfulStatusCode, code: string, message: string, target?: string) {
    super(message);
    this.name = "GraphError";
    this.status = status;
    this.code = code;
    this.details = target ? [{ code, message, target }] : undefined;
  }

  body(now: string) {
    const id = randomUUID();
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details ? { details: this.details } : {}),
        innerError: { date: now.slice(0, 19), "request-id": id, "client-request-id": id },
      },
    };
  }
}

export const notFound = (id: string) =>
  new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const badRequest = (message: string, target?: string) =>
  new GraphError(400, "Request_BadRequest", message, target);

export const conflict = (message: string) =>
  new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", message);

export const denied = () =>
  new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
