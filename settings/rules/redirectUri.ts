/**
 * Checks a redirect URI by Entra's rules for web applications and brings it into the form that Entra keeps: a host alone gets a
 * trailing slash (`https://localhost:9000` is `https://localhost:9000/`), which the azuread provider demands and browsers send anyway.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url
 * @returns the normal form, or what is wrong
 */
export function parseRedirectUri(uri: string): { uri: string } | { problem: string } {
  if (uri.includes("*")) return { problem: "wildcards are not allowed; list every redirect URI" };
  if (uri.trim() !== uri || /\s/.test(uri)) return { problem: "contains white space" };
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return { problem: "is not an absolute URI; write it like https://app.example.com/callback" };
  }
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== "https" && scheme !== "http") {
    return {
      problem: `has the scheme ${JSON.stringify(scheme)}; a web application's is https (or http on localhost)`,
    };
  }
  if (!new RegExp(`^${scheme}://[^/?#]`, "i").test(uri)) {
    return { problem: "is not an absolute URI; write it like https://app.example.com/callback" };
  }
  if (url.hostname === "[::1]")
    return { problem: "is on [::1], which Entra does not support; use localhost" };
  if (scheme === "http" && !isLoopback(url.hostname)) {
    return { problem: "uses http; only https is allowed, except on localhost and 127.0.0.1" };
  }
  if (url.username || url.password) return { problem: "contains a user name or password" };
  if (uri.includes("#")) return { problem: "has a fragment (#…), which RFC 6749 section 3.1.2 forbids" };
  const special = uri.match(/[!$'(),;]/)?.[0];
  if (special)
    return { problem: `contains ${special}, one of the characters ! $ ' ( ) , ; that Entra refuses` };
  const normal = withPath(uri);
  if (normal.length > 256) return { problem: `has ${normal.length} characters; Entra allows at most 256` };
  return { uri: normal };
}

/**
 * The same for "Mobile and desktop applications", which have schemes of their own (RFC 8252, section 7.1). They stay as they are written:
 * `http://localhost`, and a host for the azuread provider, which refuses `myapp:/auth`.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url
 */
export function parsePublicRedirectUri(uri: string): { uri: string } | { problem: string } {
  if (/^https?:/i.test(uri)) {
    const parsed = parseRedirectUri(uri);
    return "problem" in parsed ? parsed : { uri };
  }
  if (uri.includes("*")) return { problem: "wildcards are not allowed; list every redirect URI" };
  if (/\s/.test(uri)) return { problem: "contains white space" };
  if (!URL.canParse(uri))
    return {
      problem: "is not an absolute URI; write it like https://app.example.com/callback or myapp://auth",
    };
  if (!/^urn:[^:]+:|^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(uri))
    return {
      problem: "has no host, and the azuread provider takes none without; write it like myapp://auth",
    };
  if (uri.length > 256) return { problem: `has ${uri.length} characters; Entra allows at most 256` };
  return { uri };
}

/** RFC 8252 section 7.3 and Entra's own list: the loopback hosts on which http is allowed. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1";
}

/** Adds the slash after a bare host and leaves all else as written, since Entra compares paths by case. */
function withPath(uri: string): string {
  return uri.replace(/^([a-z]+:\/\/[^/?#]+)(?=$|\?)/i, "$1/");
}
