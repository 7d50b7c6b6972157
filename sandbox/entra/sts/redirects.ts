import type { Application } from "../store/types.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/**
 * Whether a request's redirect URI is a registered one. A bare host equals the host with `/`, and the port of `http` loopback
 * addresses doesn't count (https://learn.microsoft.com/entra/identity-platform/reply-url).
 */
export function matchesRedirect(registered: string, asked: string): boolean {
  if (registered === asked) return true;
  if (!URL.canParse(registered) || !URL.canParse(asked)) return false;
  return comparable(registered) === comparable(asked);
}

function comparable(uri: string): string {
  const url = new URL(uri);
  if (url.protocol === "http:" && LOOPBACK.has(url.hostname)) url.port = "";
  return url.href;
}

export type Platform = "web" | "spa" | "publicClient";

/** The platform under which a redirect URI is registered. */
export function platformOf(application: Application, redirectUri: string): Platform | undefined {
  return (["web", "spa", "publicClient"] as const).find((platform) =>
    application[platform].redirectUris.some((registered) => matchesRedirect(registered, redirectUri)),
  );
}
