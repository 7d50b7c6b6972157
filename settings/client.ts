import type { LoneClient } from "./applications.ts";
import type { Findings, ParseContext, StackDefaults } from "./findings.ts";
import { nameInAzure } from "./names.ts";
import { checkRequiredAccess } from "./requiredAccess.ts";
import { daysUntil, parseExpiry } from "./rules/expiry.ts";
import { parsePublicRedirectUri, parseRedirectUri } from "./rules/redirectUri.ts";
import type { ClientConfig } from "./schema/index.ts";
import type { SecretSettings } from "./types.ts";

/** One entry of `clients`. Whether the APIs and permissions that it names exist is seen in crossCheck.ts. */
export function clientSettings(
  key: string,
  client: ClientConfig,
  stack: StackDefaults,
  { now }: ParseContext,
  { problems }: Findings,
): LoneClient {
  const fail = (path: (string | number)[], message: string) =>
    problems.push({ path: ["clients", key, ...path], message });

  const uris = {
    redirectUris: normalUris("redirectUris", client.redirectUris, parseRedirectUri, fail),
    spaRedirectUris: normalUris("spaRedirectUris", client.spaRedirectUris, parseRedirectUri, fail),
    publicClientRedirectUris: normalUris(
      "publicClientRedirectUris",
      client.publicClientRedirectUris,
      parsePublicRedirectUri,
      fail,
    ),
  };
  const count =
    client.redirectUris.length + client.spaRedirectUris.length + client.publicClientRedirectUris.length;
  if (count === 0) fail(["redirectUris"], "found a list; needs at least one redirect URI");
  if (count > 256) fail(["redirectUris"], `has ${count} entries; Entra allows at most 256`);
  checkRequiredAccess(client, fail);
  const displayName = nameInAzure(key, client, stack.environment);
  return {
    ...client,
    ...uris,
    displayName,
    applicationName: client.application.name ?? displayName,
    protect: client.protect ?? (client.imported || stack.protect),
    keyType: client.keyType ?? stack.keyType,
    adminConsent: adminConsent(client),
    secret: client.secret === "external" ? "external" : ownSecret(client.secret, now, fail),
    owners: [...new Set(client.owners)],
  };
}

type Fail = (path: (string | number)[], message: string) => void;

function normalUris(list: string, written: string[], parse: typeof parseRedirectUri, fail: Fail): string[] {
  const uris: string[] = [];
  written.forEach((each, index) => {
    const parsed = parse(each);
    if ("problem" in parsed) fail([list, index], `${JSON.stringify(each)} ${parsed.problem}`);
    else if (uris.some((other) => isSame(other, parsed.uri)))
      fail([list, index], `${parsed.uri} is there twice`);
    else uris.push(parsed.uri);
  });
  return uris;
}

function ownSecret(secret: Exclude<ClientConfig["secret"], string>, now: Date, fail: Fail): SecretSettings {
  const expiry = parseExpiry(secret.expires, now);
  if ("problem" in expiry) fail(["secret", "expires"], expiry.problem);
  const endDate = "endDate" in expiry ? expiry.endDate : "";
  if (endDate && daysUntil(endDate, now) < secret.warnDays && secret.expires.match(/^\d+[dwmy]$/)) {
    fail(
      ["secret", "warnDays"],
      `found ${secret.warnDays}; must be less than the ${secret.expires} that a secret lives`,
    );
  }
  const { rotation, revoked } = secret;
  if (revoked >= rotation)
    fail(
      ["secret", "revoked"],
      `found ${revoked}; must be less than the rotation, ${rotation}: the newest secret is revoked by a rotation only`,
    );
  return { ...secret, endDate };
}

/** Hosts have no case, and a scheme's own port needs not be said (RFC 3986, section 6.2). */
function isSame(one: string, other: string): boolean {
  return new URL(one).href === new URL(other).href;
}

/** `true` stands for every API that the client uses. */
function adminConsent({ adminConsent, uses }: ClientConfig): string[] {
  if (adminConsent === true) return Object.keys(uses);
  return adminConsent === false ? [] : [...new Set(adminConsent)];
}
