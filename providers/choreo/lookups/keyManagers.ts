import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";

export interface KeyManager {
  id: string;
  name: string;
  enabled?: boolean;
  tokenEndpoint?: string | null;
  /** Choreo only. */
  authorizeEndpoint?: string | null;
  tokenType?: string;
  enableMapOAuthConsumerApps?: boolean;
}

/**
 * What Choreo's Console calls identity providers.
 *
 * @param portal `prod` or `sandbox`: those that the developer portal offers for keys of that kind; not in WSO2's published files
 */
export async function listKeyManagers(client: Client, portal?: string): Promise<KeyManager[]> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: "/key-managers",
    query: { devPortalAppEnv: portal },
    what: "List the identity providers",
    scopes: ["apim:subscribe"],
  };
  const answer = await client.send<{ list?: KeyManager[] }>(call);
  if (!Array.isArray(answer?.list)) throw shapeError(call, "list");
  return answer.list;
}
