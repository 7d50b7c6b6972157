import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";

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
export async function readIdentityProviderDetails(
  client: Client,
  id: string,
): Promise<IdentityProviderDetails> {
  const call: Call = {
    api: "admin",
    method: "GET",
    path: `/key-managers/${encodeURIComponent(id)}`,
    what: `Read the identity provider ${id}`,
    scopes: ["apim:admin", "apim:admin_operations"],
    optional: true,
  };
  const details = await client.send<IdentityProviderDetails | undefined>(call);
  if (typeof details !== "object" || details === null) throw shapeError(call, "content");
  return details;
}
