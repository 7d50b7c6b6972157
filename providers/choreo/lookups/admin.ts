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

/** Details of an identity provider, or undefined: most callers may not read the Admin API, and nothing depends on it. */
export async function readIdentityProviderDetails(
  client: Client,
  id: string,
): Promise<IdentityProviderDetails | undefined> {
  try {
    return await client.send<IdentityProviderDetails>({
      api: "admin",
      method: "GET",
      path: `/key-managers/${encodeURIComponent(id)}`,
      what: `Read the identity provider ${id}`,
      scopes: ["apim:admin", "apim:admin_operations"],
      optional: true,
    });
  } catch {
    return undefined;
  }
}
