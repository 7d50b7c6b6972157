import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Fault, FaultPlan, faultSchema } from "./faults.ts";
import type { TlsMaterial } from "./tls.ts";

/** One line of the request log. Holds neither headers, bodies nor query values: no secret can get in. */
export interface LoggedRequest {
  method: string;
  /** Path with the *names* of its query parameters. */
  path: string;
  status: number | "dropped";
  /** ISO 8601. */
  time: string;
}

/** What an emulator brings; {@link startEmulator} adds the server, the request log, the faults and the test handles. */
export interface EmulatorParts {
  /** Shown in `GET /_sandbox` and in error messages. */
  name: string;
  app: Hono<{ Bindings: HttpBindings }>;
  /** Everything that it remembers, as JSON; `GET /_sandbox/state`. Equal before `up` and after `destroy`. No secrets in clear. */
  state(): unknown;
  /** Back to the seed; `POST /_sandbox/reset`. */
  reset(): void;
}

export interface ListenOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** HTTPS when given, else HTTP. */
  tls?: TlsMaterial | undefined;
}

export interface RunningEmulator {
  /** `https://localhost:<port>`, no trailing slash. */
  url: string;
  port: number;
  requests(): LoggedRequest[];
  clearRequests(): void;
  setFaults(faults: Fault[]): void;
  /** Answers as the server does, without the network. */
  fetch(request: Request): Response | Promise<Response>;
  close(): Promise<void>;
}

/** The mark of `RESPONSE_ALREADY_SENT`. */
const ALREADY_SENT = "x-hono-already-sent";

/** Why nobody can listen on a port, by Node.js's code. */
const UNUSABLE: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken by another program",
  EACCES: "is kept for administrators of this machine",
};

/** A port that was asked for and cannot be had. */
export class PortUnusable extends Error {
  constructor(port: number, reason: string, options?: ErrorOptions) {
    super(`Port ${port} ${reason}. Choose another --port-base, or none for free ports.`, options);
    this.name = "PortUnusable";
  }
}

/**
 * Looks whether each of them can be listened on, before anything is begun.
 *
 * @throws PortUnusable for the first that cannot
 */
export async function tryPorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const server = await listen(new Hono(), port, undefined);
    await new Promise((closed) => server.close(closed));
  }
}

/** Serves an emulator on the loopback interface only, with the test handles under `/_sandbox/`. */
export async function startEmulator(
  parts: EmulatorParts,
  { port = 0, tls }: ListenOptions = {},
): Promise<RunningEmulator> {
  const log: LoggedRequest[] = [];
  const faults = new FaultPlan();
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.get("/_sandbox/state", (c) => c.json(parts.state() as object));
  app.get("/_sandbox/requests", (c) => c.json(log));
  app.post("/_sandbox/reset", (c) => {
    parts.reset();
    log.length = 0;
    faults.set([]);
    return c.body(null, 204);
  });
  app.post("/_sandbox/faults", async (c) => {
    const parsed = z.array(faultSchema).safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    faults.set(parsed.data);
    return c.body(null, 204);
  });
  // Handles of the emulator itself; like those above they are neither logged nor hit by faults.
  app.all("/_sandbox/*", (c) => parts.app.fetch(c.req.raw, c.env));
  app.all("*", async (c) => {
    const { pathname, search, searchParams } = new URL(c.req.url);
    const entry: LoggedRequest = {
      method: c.req.method,
      path: [pathname, [...searchParams.keys()].join("&")].filter(Boolean).join("?"),
      status: "dropped",
      time: new Date().toISOString(),
    };
    log.push(entry);
    const fault = faults.next(c.req.method, pathname + search);
    if (fault && "drop" in fault && fault.drop === "before") return drop(c);
    if (fault && "status" in fault) {
      entry.status = fault.status;
      const body =
        typeof fault.body === "string" || fault.body === undefined ? fault.body : JSON.stringify(fault.body);
      const type = typeof fault.body === "string" ? "text/html" : "application/json";
      return new Response(body ?? null, {
        status: fault.status,
        headers: { "content-type": type, ...fault.headers },
      });
    }
    if (fault && "delayMs" in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault && "hold" in fault) await faults.setAnew;
    const response = await parts.app.fetch(c.req.raw, c.env);
    if (fault && "drop" in fault) return drop(c);
    entry.status = response.status;
    return response;
  });

  const server = await listen(app, port, tls);
  const actualPort = (server.address() as AddressInfo).port;
  return {
    url: `${tls ? "https" : "http"}://localhost:${actualPort}`,
    port: actualPort,
    requests: () => [...log],
    clearRequests: () => {
      log.length = 0;
    },
    setFaults: (list) => faults.set(list),
    fetch: async (request) => {
      const answer = await app.fetch(request, {});
      if (answer.headers.has(ALREADY_SENT)) throw closed();
      return answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Closes the connection, where there is one, without an answer. */
function drop({ env }: Context<{ Bindings: HttpBindings }>): Response {
  const { incoming, outgoing }: Partial<HttpBindings> = env;
  (incoming as IncomingMessage | undefined)?.socket.destroy();
  (outgoing as ServerResponse | undefined)?.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** What `fetch` throws where a connection is closed without an answer. */
function closed(): Error {
  const cause = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
  return new TypeError("fetch failed", { cause });
}

function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  port: number,
  tls: TlsMaterial | undefined,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve(
      tls
        ? {
            fetch: app.fetch,
            hostname: "127.0.0.1",
            port,
            createServer: createHttpsServer,
            serverOptions: { key: tls.key, cert: tls.cert },
          }
        : { fetch: app.fetch, hostname: "127.0.0.1", port, createServer: createHttpServer },
      () => resolve(server as Server),
    );
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = UNUSABLE[error.code ?? ""];
      reject(reason === undefined ? error : new PortUnusable(port, reason, { cause: error }));
    });
  });
}
