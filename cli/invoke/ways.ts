import { createInterface } from "node:readline/promises";
import open from "open";
import { CliError } from "../shared/errors.ts";
import type { Terminal } from "../shared/run.ts";
import type { WayToSignIn } from "./invoke.ts";
import { listenForCode } from "./listener.ts";

export interface BrowserOptions {
  /** Listen on this port, if a redirect URI allows it. */
  port?: number | undefined;
  timeoutMs: number;
  terminal: Terminal;
  /** Opens the browser; tests bring their own. */
  openBrowser?: (url: string) => Promise<unknown>;
}

/** Opens the browser and listens at the redirect URI. */
export function browser({ port, timeoutMs, terminal, openBrowser = open }: BrowserOptions): WayToSignIn {
  return {
    redirect: { port },
    async bring(signInUrl, redirect) {
      const listener = await listenForCode(redirect);
      try {
        terminal.err(`Sign in in the browser. If none opens, go to:\n\n  ${signInUrl.href}\n`);
        if (redirect.listen?.tls)
          terminal.err(
            `Coming back to ${redirect.uri}, the browser will warn of a certificate: it was made by this command, for this sign-in. Go on.`,
          );
        // A machine without a browser is no error: the address above works on another one with a tunnel.
        await openBrowser(signInUrl.href).catch(() => undefined);
        return await listener.received(timeoutMs);
      } finally {
        await listener.close();
      }
    },
  };
}

export interface PasteOptions {
  terminal: Terminal;
  /** Reads one line; tests bring their own. */
  readLine?: (prompt: string) => Promise<string>;
}

/** For remote shells: the person signs in anywhere and pastes the address that the browser ends at. */
export function paste({ terminal, readLine = readFromStdin }: PasteOptions): WayToSignIn {
  return {
    redirect: { paste: true },
    async bring(signInUrl, redirect) {
      terminal.err(`Sign in in any browser:\n\n  ${signInUrl.href}\n`);
      terminal.err(`It ends at ${redirect.uri}?code=…, a page that cannot be shown: copy its whole address.`);
      return pastedAddress(await readLine("Address: "), redirect.uri);
    },
  };
}

/** Checks what was pasted before the code in it is sent anywhere. The error never repeats it: it may hold a code. */
export function pastedAddress(line: string, redirectUri: string): URL {
  const text = line.trim().replace(/^["'<]|["'>]$/g, "");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const expected = new URL(redirectUri);
  if (!url || url.origin !== expected.origin || url.pathname !== expected.pathname)
    throw new CliError(
      "signIn",
      `That is not an address that starts with ${redirectUri}.`,
      "Copy the browser's whole address.",
    );
  if (!url.searchParams.has("code") && !url.searchParams.has("error"))
    throw new CliError(
      "signIn",
      "The address has neither a code nor an error.",
      "Copy the browser's whole address.",
    );
  return url;
}

async function readFromStdin(prompt: string): Promise<string> {
  // Standard output is for the result; the prompt belongs to the conversation.
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // At a terminal readline keeps Ctrl-C to itself.
  reader.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const closed = new Promise<string>((resolve) => reader.once("close", () => resolve("")));
    return await Promise.race([reader.question(prompt), closed]);
  } finally {
    reader.close();
  }
}
