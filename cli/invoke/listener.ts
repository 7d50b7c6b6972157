import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { CliError, reasonOf } from "../shared/errors.ts";
import { throwAwayCertificate } from "./certificate.ts";
import { landingPage } from "./landing-page.ts";
import type { Redirect } from "./redirect.ts";

/** Waits at the redirect URI for the browser to come back. */
export interface Listener {
  /** The address that the browser came back to, with its query. Rejects after `timeoutMs`. */
  received(timeoutMs: number): Promise<URL>;
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface for the answer of the authorization endpoint (RFC 8252, section 7.3).
 *
 * @throws CliError (machine) if the port is in use or may not be opened.
 */
export async function listenForCode({ uri, listen }: Redirect): Promise<Listener> {
  if (!listen) throw new CliError("machine", `This machine cannot listen at ${uri}.`, "Use --paste.");
  let settle: (url: URL) => void = () => {};
  const landed = new Promise<URL>((resolve) => {
    settle = resolve;
  });
  const onRequest: RequestListener = (request, response) => {
    const url = new URL(request.url ?? "/", uri);
    const answered = url.searchParams.has("code") || url.searchParams.has("error");
    // Browsers ask for /favicon.ico too, and a scanner may ask for anything: only an answer at the right path counts.
    if (request.method !== "GET" || url.pathname !== listen.path || !answered) {
      response.writeHead(404, { "content-type": "text/plain" }).end("Nothing here.\n");
      return;
    }
    response
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "referrer-policy": "no-referrer",
        connection: "close",
      })
      .end(landingPage(url.searchParams.get("error")), () => settle(url));
  };

  const certificate = listen.tls ? await throwAwayCertificate() : undefined;
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map(stop));
  };
  try {
    for (const host of listen.hosts) {
      const server = certificate ? createHttpsServer(certificate, onRequest) : createHttpServer(onRequest);
      if (await bind(server, host, listen.port)) servers.push(server);
    }
    if (servers.length === 0)
      throw new CliError(
        "machine",
        `This machine has no loopback address ${listen.hosts.join(", ")}.`,
        "Use --paste.",
      );
  } catch (error) {
    await close();
    throw error;
  }
  return { received: (timeoutMs) => within(landed, timeoutMs), close };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** @returns false where the machine has no such address, as one without IPv6 */
function bind(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") return resolve(false);
      reject(
        error.code === "EADDRINUSE"
          ? new CliError(
              "machine",
              `Port ${port}, where the code should arrive, is in use by another program.`,
              "Stop that program, use another registered redirect URI with --port, or use --paste.",
            )
          : new CliError("machine", `Could not listen on port ${port}: ${reasonOf(error)}`, "Use --paste."),
      );
    });
    server.listen(port, host, () => resolve(true));
  });
}

async function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new CliError(
          "signIn",
          `Nobody came back from the sign-in within ${Math.round(timeoutMs / 1000)} s.`,
          "If the browser showed an error (AADSTS…), docs/troubleshooting.md explains it. A longer --timeout gives more time.",
        ),
      );
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
