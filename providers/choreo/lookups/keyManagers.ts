import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";
import type { ControlPlane } from "../controlPlane.ts";

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

/** Of the identity provider of this name, if it is there. */
export async function findIdentityProviderId(
  control: ControlPlane,
  name: string,
): Promise<string | undefined> {
  return (await listKeyManagers(control.client())).find((keyManager) => keyManager.name === name)?.id;
}
