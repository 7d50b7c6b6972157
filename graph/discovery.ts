import type { Cloud } from "./cloud.ts";

/** What a tenant says of itself as an issuer of tokens (OpenID Connect Discovery 1.0). */
export interface TenantDiscovery {
  url: string;
  issuer: string;
  jwks: string;
  tokenEndpoint: string;
  authorizeEndpoint: string;
}

/**
 * A tenant's discovery document. Version 1 has the issuer of v1 access tokens.
 *
 * @param getJson GETs what the host says
 * @throws Error where that is no such document
 */
export async function discoverTenant(
  { login }: Pick<Cloud, "login">,
  tenantId: string,
  version: 1 | 2,
  getJson: (url: string) => Promise<unknown>,
): Promise<TenantDiscovery> {
  const url = `${login}/${tenantId}${version === 2 ? "/v2.0" : ""}/.well-known/openid-configuration`;
  const found = ((await getJson(url)) ?? {}) as Record<string, unknown>;
  const text = (name: string) => {
    const value = found[name];
    if (typeof value !== "string")
      throw new Error(`${url} is no OpenID Connect discovery document: no ${name}`);
    return value;
  };
  return {
    url,
    issuer: text("issuer"),
    jwks: text("jwks_uri"),
    tokenEndpoint: text("token_endpoint"),
    authorizeEndpoint: text("authorization_endpoint"),
  };
}
