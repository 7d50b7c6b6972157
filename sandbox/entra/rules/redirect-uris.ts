import { badRequest, GraphError } from "../graph/errors.ts";
import type { Application } from "../store/types.ts";

/** https://learn.microsoft.com/entra/identity-platform/reply-url */
const MOST_URIS = 256;
const LONGEST_URI = 256;
const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/** Redirect URIs of all platforms of an application. */
export function checkRedirectUris(application: Application): void {
  const platforms = [
    ["web", application.web.redirectUris, checkWeb],
    ["spa", application.spa.redirectUris, checkWeb],
    ["publicClient", application.publicClient.redirectUris, () => undefined],
  ] as const;
  const all = platforms.flatMap(([, uris]) => uris);
  if (all.length > MOST_URIS)
    throw badRequest(`The application has more than ${MOST_URIS} redirect URIs.`, "redirectUris");
  for (const [platform, uris, check] of platforms) {
    if (new Set(uris).size < uris.length)
      throw new GraphError(
        400,
        "DuplicateValue",
        "Request contains a property with duplicate values.",
        `${platform}.redirectUris`,
      );
    for (const uri of uris) {
      if (uri.length > LONGEST_URI) throw refused(uri, `is longer than ${LONGEST_URI} characters`);
      if (!URL.canParse(uri)) throw refused(uri, "is not an absolute URI");
      check(uri);
    }
  }
}

function checkWeb(uri: string): void {
  const { protocol, hostname, hash } = new URL(uri);
  const allowed =
    protocol === "https:" ||
    (protocol === "http:" && LOOPBACK.has(hostname)) ||
    ["ms-appx-web:", "brk-multihub:", "urn:"].includes(protocol);
  if (!allowed) throw refused(uri, "must start with https, or with http for localhost");
  if (hash || uri.endsWith("#")) throw refused(uri, "has a fragment");
  if (/[!$'(),;\s]/.test(uri)) throw refused(uri, "has a character that is not supported: ! $ ' ( ) , ;");
}

const refused = (uri: string, why: string) => badRequest(`The redirect URI '${uri}' ${why}.`, "redirectUris");
