import type { AxiosError, AxiosResponse } from "axios";
import { proxyAdvice } from "../../../shared/proxy.ts";
import type { Flavour } from "../flavour/flavour.ts";
import type { Call } from "./call.ts";
import { readErrorBody } from "./errorBody.ts";
import { ChoreoError } from "./errors.ts";
import { HINTS, STATUS_HINTS, storedHint } from "./hints.ts";
import { isHopeless, retryAfter } from "./transport.ts";

/**
 * An answer that says no.
 *
 * @param stored whether the credentials are (also) those of the stack configuration
 */
export function refusal(call: Call, response: AxiosResponse, flavour: Flavour, stored: boolean): ChoreoError {
  const { status } = response;
  const body = readErrorBody(response.data);
  const code = body?.code ?? status;
  return new ChoreoError({
    what: call.what,
    words: body ? body.words || `HTTP ${status}` : noWords(response),
    hint:
      status === 401
        ? unauthenticatedHint(call, flavour) + storedHint(stored)
        : hintFor(call, status, code, body !== undefined),
    ...requestOf(call, response),
    status,
    code,
    ambiguous: status >= 500,
    retryAfter: retryAfter({ response }),
  });
}

function hintFor(call: Call, status: number, code: number, spoken: boolean): string | undefined {
  if (status >= 300 && status < 400) {
    return "The server sends callers elsewhere. Check the base URL; a login page in front of the API does this.";
  }
  if (status === 404 && !spoken) {
    return `Check the base URL of the ${call.api} API: the server knows no such path there.`;
  }
  return call.hints?.[code] ?? call.hints?.[status] ?? HINTS[code] ?? STATUS_HINTS[status];
}

function unauthenticatedHint({ scopes }: Call, flavour: Flavour): string {
  const needed = scopes.length > 0 ? ` and has one of the scopes ${scopes.join(", ")}` : "";
  const organisation =
    flavour.name === "choreo" ? " It must also be a token of the organisation choreo.organizationId." : "";
  return `The token was refused, and the server does not say why. Check that it is valid${needed}.${organisation}`;
}

/** The call got no answer. */
export function networkError(call: Call, error: AxiosError, baseUrl: string, expired: boolean): ChoreoError {
  const host = hostOf(baseUrl);
  const words = expired
    ? "the operation took longer than its deadline"
    : error.code === "ECONNABORTED" || error.code === "ETIMEDOUT"
      ? `${host} did not answer in time`
      : `${host} could not be reached or broke the connection (${error.code ?? error.message})`;
  const hint = proxyAdvice(error) ?? networkHint(error);
  return new ChoreoError({ what: call.what, words, hint, ...requestOf(call), ambiguous: !isHopeless(error) });
}

function networkHint(error: AxiosError): string {
  if (isHopeless(error))
    return "Check the base URL, and on a private network its certificate (NODE_EXTRA_CA_CERTS).";
  return error.code === "ECONNREFUSED"
    ? "Nothing listens there. Check the base URL."
    : "Run again; what was done so far is kept.";
}

/** The time of a whole operation is up while it waits. */
export function expired(): ChoreoError {
  return new ChoreoError({
    what: "Wait for the control plane",
    words: "the operation took longer than its deadline",
    hint: "Run again; what was done so far is kept.",
  });
}

/** The answer is no JSON. */
export function answerError(call: Call, response: AxiosResponse, baseUrl: string): ChoreoError {
  const isHtml = /^\s*</.test(String(response.data));
  return new ChoreoError({
    what: call.what,
    words: isHtml ? "the answer is HTML, not JSON" : "the answer is not JSON",
    hint: `Check the base URL ${originAndPath(baseUrl)}: a proxy or a login page may answer in the API's place.`,
    ...requestOf(call, response),
    status: response.status,
  });
}

/**
 * The entries of a list.
 *
 * @throws ChoreoError where the answer has none
 */
export function listIn<T>(call: Call, answer: { list?: T[] } | undefined): T[] {
  const { list } = answer ?? {};
  if (!Array.isArray(list)) throw shapeError(call, "list");
  if (!list.every((entry) => typeof entry === "object" && entry !== null))
    throw shapeError(call, "list of objects");
  return list;
}

/** The answer is JSON, but not what the API's specification says. */
export function shapeError(call: Call, missing: string): ChoreoError {
  return new ChoreoError({
    what: call.what,
    words: `the answer does not fit the API's specification: it has no ${missing}`,
    hint: "Check that the base URL and its version belong to the flavour in choreo.flavour.",
    ...requestOf(call),
  });
}

function noWords({ status, data }: AxiosResponse): string {
  if (/^\s*</.test(String(data))) return `HTTP ${status} with an HTML page`;
  return status === 429 ? "a quota or rate limit is reached" : `HTTP ${status} without explanation`;
}

/** Method and path of the request; of its query only the names, since values may be secrets. */
function requestOf(call: Call, response?: AxiosResponse): { method: string; path: string } {
  const url = response?.config.url ?? call.path;
  const names = Object.entries({ ...response?.config.params, ...call.query })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const path = url.startsWith("http") ? new URL(url).pathname : url;
  return { method: call.method, path: [path, names.join("&")].filter(Boolean).join("?") };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function originAndPath(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : url;
}
