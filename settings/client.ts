import type { Findings, ParseContext } from "./findings.ts";
import { firstName, inEnvironment } from "./names.ts";
import { daysUntil, parseExpiry } from "./rules/expiry.ts";
import { parseRedirectUri } from "./rules/redirectUri.ts";
import type { ClientConfig } from "./schema.ts";
import type { ClientSettings } from "./types.ts";

/** One entry of `clients`. Whether the APIs and permissions that it names exist is seen in crossCheck.ts. */
export function clientSettings(
  key: string,
  client: ClientConfig,
  environment: string,
  { now }: ParseContext,
  { problems }: Findings,
): ClientSettings {
  const fail = (path: (string | number)[], message: string) =>
    problems.push({ path: ["clients", key, ...path], message });

  const redirectUris: string[] = [];
  client.redirectUris.forEach((written, index) => {
    const parsed = parseRedirectUri(written);
    if ("problem" in parsed) fail(["redirectUris", index], `${JSON.stringify(written)} ${parsed.problem}`);
    else if (redirectUris.some((other) => isSame(other, parsed.uri)))
      fail(["redirectUris", index], `${parsed.uri} is there twice`);
    else redirectUris.push(parsed.uri);
  });
  if (client.redirectUris.length > 256)
    fail(["redirectUris"], `has ${client.redirectUris.length} entries; Entra allows at most 256`);

  const expiry = parseExpiry(client.secret.expires, now);
  if ("problem" in expiry) fail(["secret", "expires"], expiry.problem);
  const endDate = "endDate" in expiry ? expiry.endDate : "";
  if (
    endDate &&
    daysUntil(endDate, now) < client.secret.warnDays &&
    client.secret.expires.match(/^\d+[dwmy]$/)
  ) {
    fail(
      ["secret", "warnDays"],
      `found ${client.secret.warnDays}; must be less than the ${client.secret.expires} that a secret lives`,
    );
  }

  const { rotation, revoked } = client.secret;
  if (revoked >= rotation)
    fail(
      ["secret", "revoked"],
      `found ${revoked}; must be less than the rotation, ${rotation}: the newest secret is revoked by a rotation only`,
    );

  return {
    ...client,
    displayName: inEnvironment(client.displayName ?? firstName(key, client), environment),
    redirectUris,
    adminConsent: adminConsent(client),
    secret: { ...client.secret, endDate },
    owners: [...new Set(client.owners)],
  };
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
