import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { listIn } from "../client/failures.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { readIdentityProviderDetails } from "./admin.ts";

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
  return listIn(call, await client.send<{ list?: KeyManager[] }>(call));
}

/**
 * Name of the identity provider with this issuer, of which there can be one.
 *
 * @throws ChoreoError where none is found among those that can be read, and one cannot
 */
export async function findByIssuer(control: ControlPlane, issuer: string): Promise<string | undefined> {
  const client = control.client();
  const all = await listKeyManagers(client);
  const details = await Promise.allSettled(all.map(({ id }) => readIdentityProviderDetails(client, id)));
  const isIt = (each: (typeof details)[number] | undefined) =>
    each?.status === "fulfilled" && each.value.issuer === issuer;
  const found = all.find((_, index) => isIt(details[index]));
  const unread = details.find((each) => each.status === "rejected");
  if (!found && unread) throw unread.reason;
  return found?.name;
}

/** Of an identity provider, from the Admin API. */
export async function getDescription(control: ControlPlane, id: string): Promise<string> {
  return (await readIdentityProviderDetails(control.client(), id)).description ?? "";
}

/** Of the identity provider of this name, if it is there. */
export async function findIdentityProviderId(
  control: ControlPlane,
  name: string,
): Promise<string | undefined> {
  return (await listKeyManagers(control.client())).find((keyManager) => keyManager.name === name)?.id;
}
