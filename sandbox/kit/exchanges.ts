import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";

/** One request and its answer, with bodies: what a contract test looks at. Never kept by the emulator itself. */
export interface Exchange {
  method: string;
  /** Path with query. */
  path: string;
  headers: Record<string, string>;
  requestBody: string;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

export type ExchangeListener = (exchange: Exchange) => void;

/** Shows every exchange to whoever listens; without listeners it costs nothing. */
export class Exchanges {
  readonly #listeners = new Set<ExchangeListener>();

  /** @returns a function that stops listening */
  listen(listener: ExchangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly middleware: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
    if (this.#listeners.size === 0) return next();
    // hono caches the text, so that the handler can read it again.
    const requestBody = await c.req.raw.clone().text();
    await next();
    const url = new URL(c.req.url);
    const exchange: Exchange = {
      method: c.req.method,
      path: url.pathname + url.search,
      headers: c.req.header(),
      requestBody,
      status: c.res.status,
      responseHeaders: Object.fromEntries(c.res.headers),
      responseBody: await c.res.clone().text(),
    };
    for (const listener of this.#listeners) listener(exchange);
  };
}
