import { decodeJwt, decodeProtectedHeader, type JWTPayload } from "jose";
import type { DeployedApi, GatewayView } from "../choreo/control-plane.ts";
import { refused } from "./errors.ts";
import type { KeySets } from "./key-sets.ts";

type KeyManager = GatewayView["keyManagers"][number];

/** Clock skew that Choreo Connect allows (adapter/config/default_config.go). */
const SKEW_SECONDS = 5;

/** A token that has passed rows 5 to 9. */
export interface CheckedToken {
  keyManager: KeyManager;
  consumerKey: string | undefined;
  scopes: string[];
}

/**
 * Rows 5 to 9: issuer, signature, expiry, consumer key, scopes. Audience and `nbf` are not looked at, and a token without `exp`
 * never expires (JWTValidatorImpl.java).
 */
export async function checkToken(
  token: string,
  api: DeployedApi,
  view: GatewayView,
  keySets: KeySets,
): Promise<CheckedToken> {
  const keyManager = issuerOf(token, api, view);
  if (!keyManager?.certificates) throw refused.invalidCredentials();
  const claims = await verify(token, keySets, keyManager.certificates.value);
  return { keyManager, consumerKey: consumerKeyOf(claims, keyManager), scopes: scopesOf(claims, keyManager) };
}

/** The enabled key manager, allowed by the API and for the environment, whose issuer is the token's, to the character. */
function issuerOf(token: string, api: DeployedApi, view: GatewayView): KeyManager | undefined {
  let issuer: string | undefined;
  try {
    issuer = decodeJwt(token).iss;
  } catch {
    return undefined;
  }
  return view.keyManagers.find(
    (one) =>
      one.enabled &&
      one.issuer === issuer &&
      (api.keyManagers.includes("all") || api.keyManagers.includes(one.name)) &&
      servesEnvironment(one, api.environment),
  );
}

/** `additionalProperties.environments: [{choreo, apim: […]}]` restricts an external identity provider. */
function servesEnvironment({ rest }: KeyManager, environment: string): boolean {
  const { environments } = (rest.additionalProperties ?? {}) as { environments?: { apim?: string[] }[] };
  return !environments || environments.some(({ apim }) => apim?.includes(environment));
}

async function verify(token: string, keySets: KeySets, jwksUrl: string): Promise<JWTPayload> {
  try {
    // Without a key id the gateway takes its own certificate, which no identity provider signs with.
    if (!decodeProtectedHeader(token).kid) throw refused.invalidCredentials();
    // jose checks `nbf`, which the gateway does not: so the times are checked here.
    const payload = await keySets.verify(token, jwksUrl);
    if (payload.exp !== undefined && payload.exp + SKEW_SECONDS < Date.now() / 1000) {
      throw refused.invalidCredentials();
    }
    return payload;
  } catch {
    throw refused.invalidCredentials();
  }
}

function consumerKeyOf(claims: JWTPayload, keyManager: KeyManager): string | undefined {
  const value = keyManager.consumerKeyClaim
    ? claims[keyManager.consumerKeyClaim]
    : (claims.consumerKey ?? claims.azp);
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}

/** A string is split at single spaces; no claim at all gives the scope `default`. */
function scopesOf(claims: JWTPayload, keyManager: KeyManager): string[] {
  const value = claims[keyManager.scopesClaim ?? "scope"];
  if (typeof value === "string") return value.split(" ");
  return Array.isArray(value) ? value.map(String) : ["default"];
}
