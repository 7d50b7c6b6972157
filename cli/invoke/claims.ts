import { decodeJwt } from "jose";
import { CliError } from "../shared/errors.ts";

/** The claims that decide at the gateway, and what each is checked against; others are left out (they say who the person is). */
const meanings: Readonly<Record<string, string>> = {
  ver: "token version",
  iss: "must equal the identity provider's issuer in Choreo",
  aud: "the web API",
  azp: "client id of a v2 token; the consumer key",
  appid: "client id of a v1 token; the consumer key",
  scp: "scopes; one of the operation's must be among them",
  roles: "app roles of the person",
  oid: "object id of the person",
  tid: "tenant",
  exp: "expires",
};

/** Decodes an access token for reading. It is not validated: that is the gateway's task, and the token is meant for it. */
export function readClaims(accessToken: string): Record<string, unknown> {
  try {
    return decodeJwt(accessToken);
  } catch {
    throw new CliError(
      "service",
      "The access token is not a JWT.",
      "Entra gives such tokens for its own APIs only: check that the scopes name the web API.",
    );
  }
}

/** Rows for the claims table: name, value, meaning. */
export function claimRows(claims: Readonly<Record<string, unknown>>): [string, string, string][] {
  return Object.entries(meanings)
    .filter(([name]) => claims[name] !== undefined)
    .map(([name, meaning]) => [name, shown(name, claims[name]), meaning]);
}

function shown(name: string, value: unknown): string {
  if (name === "exp" && typeof value === "number") return new Date(value * 1000).toISOString();
  if (name === "scp" && typeof value === "string") return value.split(" ").join("\n");
  return Array.isArray(value) ? value.join("\n") : String(value);
}
