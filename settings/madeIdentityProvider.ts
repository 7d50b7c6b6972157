import type { IdentityProvider } from "../providers/choreo/reads.ts";
import type { Lookups } from "./lookups.ts";
import type { MadeIdentityProvider } from "./resolved.ts";
import type { Config } from "./schema/index.ts";

type Written = Config["choreo"]["identityProvider"];

/** The object form: a provider that this stack makes. */
export type IdentityProviderSettings = Exclude<Written, string>;

export function isMade(written: Written): written is IdentityProviderSettings {
  return typeof written === "object";
}

/**
 * What a provider that this stack makes is going to be: issuer, keys and endpoints of the tenant, and the claims that fit the version of
 * its access tokens.
 *
 * @returns `identityProvider`: as the rest of the program knows one that is there; its id is empty until it is made
 */
export async function madeIdentityProvider(
  { name, tokenVersion, description, environments, adopt }: IdentityProviderSettings,
  tenantId: string,
  lookups: Pick<Lookups, "discovery" | "identityProviderId">,
): Promise<{ identityProvider: IdentityProvider; made: MadeIdentityProvider }> {
  const [{ url, ...endpoints }, id] = await Promise.all([
    lookups.discovery(tenantId, tokenVersion),
    lookups.identityProviderId(name),
  ]);
  const consumerKeyClaim = tokenVersion === 2 ? "azp" : "appid";
  const { issuer, tokenEndpoint, authorizeEndpoint } = endpoints;
  return {
    made: { name, description, wellKnownEndpoint: url, ...endpoints, consumerKeyClaim, environments, adopt },
    identityProvider: {
      ...{ id: id ?? "", name, issuer, tokenEndpoint, authorizeEndpoint, consumerKeyClaim, tokenVersion },
      enabled: true,
      tokenType: "",
      ...(environments && { environments }),
    },
  };
}
