import { CliError } from "../shared/errors.ts";

/** Where to wait for the code: a redirect URI that is registered, and the port to listen on. */
export interface Redirect {
  /** Exactly as registered; Entra compares it with the one in the request. */
  uri: string;
  /** Undefined: the person pastes the address instead. */
  listen: { hosts: string[]; port: number; path: string; tls: boolean } | undefined;
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Chooses among a client's registered redirect URIs one that this machine can listen on.
 *
 * @param wanted `port`: listen there. Entra ignores the port of `http://localhost` alone (RFC 8252, section 7.3), so for any other
 *   redirect URI it must be the registered one. `paste`: don't listen.
 */
export function chooseRedirect(
  registered: readonly string[],
  wanted: { port?: number | undefined; paste?: boolean | undefined } = {},
): Redirect {
  const first = registered[0];
  if (first === undefined)
    throw new CliError(
      "usage",
      "The client has no redirect URI.",
      "Add one under redirectUris in its settings.",
    );
  if (wanted.paste) return { uri: first, listen: undefined };

  const candidates = registered.filter((uri) => loopback.has(new URL(uri).hostname));
  if (candidates.length === 0)
    throw new CliError(
      "usage",
      `None of the client's redirect URIs is on this machine: ${registered.join(", ")}.`,
      "Use --paste, or add https://localhost:9000 to redirectUris in its settings.",
    );
  for (const uri of candidates) {
    const url = new URL(uri);
    if (wanted.port === undefined || portOf(url) === wanted.port) return listenOn(uri, portOf(url));
    if (isAnyPort(url)) {
      url.port = String(wanted.port);
      return listenOn(url.href, wanted.port);
    }
  }
  throw new CliError(
    "usage",
    `No redirect URI is registered for port ${wanted.port}: ${candidates.join(", ")}.`,
    "Use one of their ports, or add a redirect URI in the client's settings.",
  );
}

function isAnyPort(url: URL): boolean {
  return url.protocol === "http:" && url.hostname === "localhost";
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === "https:" ? 443 : 80;
}

function listenOn(uri: string, port: number): Redirect {
  const { hostname, pathname, protocol } = new URL(uri);
  return {
    uri,
    listen: { hosts: addresses(hostname), port, path: pathname, tls: protocol === "https:" },
  };
}

/** A browser may take either address of `localhost`, whichever this machine puts first. */
function addresses(hostname: string): string[] {
  return hostname === "localhost" ? ["127.0.0.1", "::1"] : [hostname.replace(/^\[|\]$/g, "")];
}
