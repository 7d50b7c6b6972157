import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createRequire } from "node:module";
import type { AxiosError, AxiosInstance, AxiosStatic } from "axios";
import { clock } from "./clock.ts";

/** Deadline of one attempt of one call, in milliseconds. */
const CALL_TIMEOUT = 60_000;
/** Deadline of a whole operation (create, read, …) with all its calls and retries. */
export const OPERATION_TIMEOUT = 300_000;

const RETRIES = 4;
const BACKOFF = 250;
const REPEATABLE = new Set(["get", "head", "put", "delete"]);

let transport: Promise<AxiosInstance> | undefined;

/**
 * The one HTTP client of the process, with keep-alive connections. Loaded at the first call: the engine asks most runs only for
 * `check` and `diff`, which need no network and shall not wait for axios.
 */
export function loadTransport(): Promise<AxiosInstance> {
  transport ??= makeTransport();
  return transport;
}

async function makeTransport(): Promise<AxiosInstance> {
  // By `require`, axios is one bundled file instead of some sixty modules, which saves a quarter of the time to load it.
  const axios: AxiosStatic = createRequire(import.meta.url)("axios");
  const { default: axiosRetry, exponentialDelay } = await import("axios-retry");
  const agent = { keepAlive: true, maxSockets: 32 };
  const instance = axios.create({
    timeout: CALL_TIMEOUT,
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    // A redirect of a control plane is a login page; better to show it than to follow it.
    maxRedirects: 0,
    headers: { accept: "application/json" },
  });
  axiosRetry(instance, {
    retries: RETRIES,
    shouldResetTimeout: true,
    retryDelay: (attempt, error) => clock.retryDelay(exponentialDelay(attempt, error, BACKOFF / 2)),
    retryCondition: isRetryable,
  });
  return instance;
}

declare module "axios" {
  interface AxiosRequestConfig {
    /** A POST that may safely be sent twice, such as one for a token. */
    repeatable?: boolean;
  }
}

/**
 * 429 means that nothing was done, so every method may try again; a 5xx or a broken connection leaves that open, so only what may
 * be sent twice is. Whoever sends a POST looks up what happened (createOnce).
 */
function isRetryable(error: AxiosError): boolean {
  const status = error.response?.status;
  // Waiting longer than the whole operation may take would end in its deadline, and hide what the server said.
  if (retryAfter(error) > OPERATION_TIMEOUT) return false;
  if (status === 429) return true;
  if (error.code === "ERR_CANCELED") return false;
  const repeatable = REPEATABLE.has(error.config?.method ?? "") || error.config?.repeatable === true;
  return repeatable && (status === undefined ? !isHopeless(error) : status >= 500);
}

/** Milliseconds that the server asks to wait: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfter({ response }: { response?: { headers: object } | undefined }): number {
  const header = String((response?.headers as Record<string, unknown> | undefined)?.["retry-after"] ?? "0");
  return Math.max(0, Number(header) * 1000 || Date.parse(header) - Date.now() || 0);
}

/** Broken in a way that trying again does not mend: wrong host name, untrusted certificate. */
export function isHopeless({ code }: { code?: string | undefined }): boolean {
  return (
    code === "ENOTFOUND" ||
    code === "ERR_INVALID_URL" ||
    code === "ERR_FR_TOO_MANY_REDIRECTS" ||
    /CERT|SELF_SIGNED|UNABLE_TO/.test(code ?? "")
  );
}
