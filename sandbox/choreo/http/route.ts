import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { z } from "zod";
import { authenticate } from "../auth/authenticate.ts";
import type { Caller } from "../auth/tokens.ts";
import type { Emulation } from "../emulation.ts";
import type { Flavour } from "../options.ts";
import { refusal } from "../rules/refusal.ts";
import { ApiError } from "./api-error.ts";
import { readJson } from "./body.ts";
import { refuseLater, withoutLater } from "./version-2.ts";

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One request to a management API, after authentication. */
export interface Call {
  emulation: Emulation;
  /** Empty subject for anonymous operations. */
  caller: Caller;
  query: URLSearchParams;
  /** Path of the request without base path and query. */
  path: string;
  /** Whether API Manager 4.0 is asked for, by the version in the path. */
  isVersion2: boolean;
  /** A path parameter. */
  param(name: string): string;
  json<T extends z.ZodType>(schema: T): Promise<z.output<T>>;
  /** The body where the specification does not require one; undefined when there is none. */
  optionalJson<T extends z.ZodType>(schema: T): Promise<z.output<T> | undefined>;
}

export interface Route {
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Without the base path, in hono's form: `/apis/:apiId`. */
  path: string;
  /** The caller needs any one of these; empty for operations that take anonymous callers. */
  scopes: string[] | Record<Flavour, string[]>;
  handle(call: Call): Answer | Promise<Answer>;
}

/** What the published file of the flavour asks of the caller. */
export function scopesOf({ scopes }: Route, flavour: Flavour): string[] {
  return Array.isArray(scopes) ? scopes : scopes[flavour];
}

export const ok = (body?: unknown): Answer => ({ status: 200, body });

/** Puts the routes under a base path; a known path with another method gives 405, an unknown path 404, both without a body. */
export function mount(
  app: Hono<{ Bindings: HttpBindings }>,
  { name, version }: { name: string; version: string },
  routes: Route[],
  emulation: Emulation,
): void {
  const base = `/api/am/${name}/${version}`;
  // Choreo's v2 is the path of its own branch, which is younger than API Manager 4.0.
  const old = emulation.flavour === "apim" && version === "v2" ? name : undefined;
  for (const route of routes) {
    // hono sends a HEAD request to the GET handler of its path.
    const head = routes.find(({ method, path }) => method === "HEAD" && path === route.path);
    app.on(route.method, `${base}${route.path}`, (c) =>
      answer(c, base, c.req.method === "HEAD" && head ? head : route, emulation, old),
    );
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    app.all(`${base}${path}`, (c) => c.body(null, 405));
  }
}

async function answer(
  c: Context<{ Bindings: HttpBindings }>,
  base: string,
  route: Route,
  emulation: Emulation,
  old: string | undefined,
): Promise<Response> {
  const url = new URL(c.req.url);
  const readBody = async <T extends z.ZodType>(schema: T) => {
    const type = c.req.header("content-type");
    if (type && !type.startsWith("application/json")) {
      throw new ApiError(415, 415, "Unsupported Media Type", "The request is not in application/json");
    }
    const text = await c.req.text();
    const body = readJson(text, schema);
    if (old) refuseLater(old, route.path, JSON.parse(text));
    return body;
  };
  try {
    const caller = await authenticate(
      emulation,
      scopesOf(route, emulation.flavour),
      c.req.raw.headers,
      url.searchParams,
    );
    const result = await route.handle({
      emulation,
      caller,
      query: url.searchParams,
      path: url.pathname.slice(base.length),
      isVersion2: old !== undefined,
      param: (name) => c.req.param(name) ?? "",
      json: readBody,
      optionalJson: async (schema) => ((await c.req.text()) === "" ? undefined : readBody(schema)),
    });
    return respond(old ? { ...result, body: withoutLater(old, route.path, result.body) } : result);
  } catch (error) {
    const refused = error instanceof ApiError ? error : refusal.internal();
    if (!(error instanceof ApiError)) console.error(error);
    return respond({ status: refused.status, body: refused.body });
  }
}

function respond({ status, body, headers }: Answer): Response {
  if (body === undefined) return new Response(null, { status, headers: headers ?? {} });
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}
