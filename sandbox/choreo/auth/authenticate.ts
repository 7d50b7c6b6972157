import { choreo as seed } from "../../seed.ts";
import type { Emulation } from "../emulation.ts";
import { refusal } from "../rules/refusal.ts";
import { managementScopes } from "./scopes.ts";
import type { Caller } from "./tokens.ts";

/** Owner of what is made with the personal access token. */
export const PERSON = "7b0e6f52-9d6b-4a0e-8f3a-1c2d3e4f5a01";

const anonymous: Caller = { subject: "", scopes: new Set(), organizationId: undefined };

/**
 * Lets a call through or throws. A missing, expired or foreign token, one without any of the scopes, and a request for
 * another organisation all give the same 401 (OAuthJwtAuthenticatorImpl.java).
 *
 * @param scopes the caller needs any one of them; none: anonymous callers are let in
 */
export async function authenticate(
  emulation: Emulation,
  scopes: string[],
  headers: Headers,
  query: URLSearchParams,
): Promise<Caller> {
  const authorization = headers.get("authorization");
  const organizationId = query.get("organizationId");
  if (emulation.flavour === "apim") checkTenant(headers.get("x-wso2-tenant"));

  if (!authorization && scopes.length === 0) {
    if (emulation.flavour === "choreo" && !organizationId) throw refusal.organizationMissing();
    return anonymous;
  }
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  const caller = token ? await callerOf(emulation, token) : undefined;
  if (!caller) throw refusal.unauthenticated();
  if (scopes.length > 0 && !scopes.some((scope) => caller.scopes.has(scope))) throw refusal.unauthenticated();
  if (emulation.flavour === "choreo" && (!organizationId || organizationId !== caller.organizationId)) {
    throw refusal.unauthenticated();
  }
  return caller;
}

async function callerOf(emulation: Emulation, token: string): Promise<Caller | undefined> {
  if (emulation.flavour === "choreo" && token === seed.personalAccessToken) {
    if (!isPersonalAccessTokenGood(emulation)) return undefined;
    return {
      subject: PERSON,
      scopes: new Set(emulation.switches.personalAccessTokenScopes ?? managementScopes),
      organizationId: emulation.organizationId,
    };
  }
  return emulation.tokens.read(token);
}

/** Neither revoked nor ended. */
export function isPersonalAccessTokenGood({ switches }: Emulation): boolean {
  const { personalAccessTokenEnds: ends, personalAccessTokenStatus: status } = switches;
  return (status === "ACTIVE" || status === "VALID") && (ends === null || Date.parse(ends) > Date.now());
}

/** OnPremResolver.java: an unknown tenant is refused, none means the caller's own. */
function checkTenant(tenant: string | null): void {
  if (tenant && tenant !== "carbon.super") throw refusal.tenantUnknown();
}
