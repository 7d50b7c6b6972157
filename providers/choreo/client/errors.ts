import { defined } from "../resource/values.ts";

/** What a {@link ChoreoError} is made of; `what` starts the message, `hint` ends it. */
export interface ErrorParts {
  /** What was tried, for people: `Create the application "storefront"`. */
  what: string;
  /** The API's own words, or what was wrong with its answer. */
  words: string;
  /** What to do about it. */
  hint?: string | undefined;
  method?: string | undefined;
  /** Path with the names of its query parameters; never their values. */
  path?: string | undefined;
  status?: number | undefined;
  /** The API's code: six digits of API Manager, or the HTTP status again. */
  code?: number | undefined;
  /** The call may have taken effect although it failed: no answer came, or a 5xx. */
  ambiguous?: boolean | undefined;
  /** Milliseconds that the server asks callers to wait. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/**
 * A call that failed, in words for whoever runs the stack: what was tried, what the API said, where, and what to do.
 *
 * @example
 * Map the client id 1f0c… to the application: Key Mappings already exists
 *   at POST /api/am/devportal/v2/applications/…/map-keys?organizationId, HTTP 409, code 901409
 *   A client id can be used in one application only. …
 */
export class ChoreoError extends Error {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly words: string;
  readonly ambiguous: boolean;
  readonly retryAfter: number;

  constructor(parts: ErrorParts) {
    super(messageOf(parts), { cause: parts.cause });
    this.name = "ChoreoError";
    this.method = parts.method;
    this.path = parts.path;
    this.status = parts.status;
    this.code = parts.code;
    this.words = parts.words;
    this.ambiguous = parts.ambiguous ?? false;
    this.retryAfter = parts.retryAfter ?? 0;
    // The SDK prints `${error}: ${error.stack}` for failed reads and deletes; a stack trace helps nobody there.
    this.stack = "";
  }
}

function messageOf({ what, words, hint, method, path, status, code }: ErrorParts): string {
  const place = [
    method && path && `${method} ${path}`,
    status && `HTTP ${status}`,
    code && code !== status && `code ${code}`,
  ].filter(Boolean);
  return [`${what}: ${words}`, place.length > 0 && `  at ${place.join(", ")}`, hint && `  ${hint}`]
    .filter(Boolean)
    .join("\n");
}

/** The object is not there: a 404 that speaks of an object, not of a route. */
export function isNotFound(error: unknown): error is ChoreoError {
  return error instanceof ChoreoError && error.status === 404;
}

/** What was read, or `undefined` where it does not exist (any more). */
export function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
}

/** A taken name or issuer of an identity provider, of which servers make a 409 or a 400 (APIAdminImpl.java). */
const TAKEN = new Set<number | undefined>([901402, 901411]);

/** What was to be made is there, or its place is taken. */
export function isConflict(error: unknown): error is ChoreoError {
  return error instanceof ChoreoError && (error.status === 409 || TAKEN.has(error.code));
}

export function isAmbiguous(error: unknown): error is ChoreoError {
  return error instanceof ChoreoError && error.ambiguous;
}

/**
 * An error of `create` or `update` after part of the work was done. The engine keeps the resource with what was reached and
 * runs `update` next time.
 *
 * The SDK does not add `__provider` to these properties, and a later run could not load the provider without it.
 */
export function partialFailure(
  error: unknown,
  id: string,
  properties: Record<string, unknown>,
  inputs: { __provider?: unknown },
): Error {
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(message), {
    id,
    properties: { ...defined(properties), __provider: inputs.__provider },
    reasons: [message],
    stack: "",
  });
}
