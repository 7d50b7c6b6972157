import { setTimeout as sleep } from "node:timers/promises";
import type { Value, Values } from "../properties/types.ts";
import { PluginError } from "../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import { type Answer, send } from "./http.ts";

/** Says whether an answer only means "not yet", for one request. */
export type NotYet = (status: number, message: string) => boolean;

export const notFound: NotYet = (status) => status === 404;

/** An answer of Graph other than success, in the published plugin's words. */
class GraphError extends PluginError {
  override name = "GraphError";
  readonly status: number;

  constructor(status: number, statusText: string, data: unknown) {
    super(`unexpected status ${status} (${status} ${statusText}) ${describe(data)}`);
    this.status = status;
  }
}

const RETRIED = new Set([408, 424, 429, 500, 502, 503, 504]);
const ATTEMPTS = 9;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 3_000;

/**
 * Microsoft Graph, as the published plugin talks to it: OData headers, `%24filter` queries, the same answers tried again
 * (408, 424, 429, 5xx, and what a call names), `Retry-After` honoured; but with waits that fit a sandbox.
 */
export class Graph {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `{graph}/v1.0/directoryObjects/{id}`, as references want it. */
  reference(id: string, version = "v1.0"): string {
    return `${this.#connection.graphUrl}/${version}/directoryObjects/${id}`;
  }

  get(path: string, query?: Record<string, string>): Promise<Values> {
    return this.#request("GET", path + encode(query));
  }

  /** `undefined` when it isn't there. */
  async find(path: string, query?: Record<string, string>): Promise<Values | undefined> {
    try {
      return await this.get(path, query);
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All pages. */
  async list(path: string, query?: Record<string, string>): Promise<Values[]> {
    const items: Values[] = [];
    let next: string | undefined = path + encode(query);
    while (next) {
      const page: Values = await this.#request("GET", next);
      items.push(...((page.value ?? []) as Values[]));
      next = page["@odata.nextLink"] as string | undefined;
    }
    return items;
  }

  post(path: string, body: Values, notYet?: NotYet): Promise<Values> {
    return this.#request("POST", path, body, notYet);
  }

  async patch(path: string, body: Values, notYet?: NotYet): Promise<void> {
    await this.#request("PATCH", path, body, notYet);
  }

  async delete(path: string): Promise<void> {
    await this.#request("DELETE", path);
  }

  /** Waits until `done`; the published plugin asks five times in a row, which no sandbox needs. */
  async until(what: string, done: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await done()) return;
      await this.#pause(wait(attempt));
    }
    throw new PluginError(`timed out waiting for ${what}`);
  }

  async #request(method: string, path: string, body?: Values, notYet?: NotYet): Promise<Values> {
    const { graphUrl } = this.#connection;
    for (let attempt = 0; ; attempt++) {
      const response = await send(path.startsWith("https:") ? path : graphUrl + path, {
        method,
        headers: {
          Authorization: `Bearer ${await this.#connection.token()}`,
          Accept: "application/json; charset=utf-8; IEEE754Compatible=false",
          "Content-Type": "application/json; charset=utf-8",
          "OData-Version": "4.0",
          "OData-MaxVersion": "4.0",
          "User-Agent": "choreo-azuread-sandbox",
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const { status, statusText, data } = response;
      if (status >= 200 && status < 300) return isJson(data) ? data : {};
      const again = RETRIED.has(status) || notYet?.(status, describe(data));
      if (!again || attempt + 1 >= ATTEMPTS) throw new GraphError(status, statusText, data);
      await this.#pause(retryAfter(response) ?? wait(attempt));
    }
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#connection;
    await sleep(ms, undefined, { signal }).catch(() => {
      throw new PluginError("cancelled while waiting for Microsoft Graph");
    });
  }
}

const wait = (attempt: number) => Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);

function retryAfter({ headers }: Answer): number | undefined {
  const given = headers.get("retry-after");
  const seconds = Number(given);
  return given !== null && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

const encode = (query?: Record<string, string>) => (query ? `?${new URLSearchParams(query)}` : "");

const isJson = (data: unknown): data is Values => typeof data === "object" && data !== null;

function describe(data: unknown): string {
  const error = isJson(data) ? (data.error as { code?: Value; message?: Value } | undefined) : undefined;
  if (error?.code) return `with error: ${error.code}: ${error.message}`;
  const text = typeof data === "string" ? data : JSON.stringify(data ?? "");
  return text ? `with response: ${text}` : "received with no body";
}

/** `$filter` of equality; quotes are doubled. */
export const equals = (name: string, value: Value | undefined): Record<string, string> => ({
  $filter: `${name} eq '${String(value).replaceAll("'", "''")}'`,
});
