import type { Client } from "../client/client.ts";

/** What only the Admin API tells of an identity provider. */
export interface IdentityProviderDetails {
  issuer?: string;
  consumerKeyClaim?: string;
  description?: string | null;
  authorizeEndpoint?: string;
  /** Choreo: where it is limited to some environments. */
  additionalProperties?: { environments?: { apim?: string[] }[] | null } | null;
}

/**
 * Details of an identity provider.
 *
 * @throws ChoreoError where the caller may not read the Admin API, as most may not
 */
export function readIdentityProviderDetails(client: Client, id: string): Promise<IdentityProviderDetails> {
  return client.send<IdentityProviderDetails>({
    api: "admin",
    method: "GET",
    path: `/key-managers/${encodeURIComponent(id)}`,
    what: `Read the identity provider ${id}`,
    scopes: ["apim:admin", "apim:admin_operations"],
    optional: true,
  });
}
