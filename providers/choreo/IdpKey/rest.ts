import { repair } from "../../../shared/repair.ts";
import { APPLICATIONS, applicationPath } from "../Application/rest.ts";
import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { listIn, shapeError } from "../client/failures.ts";

export interface ApplicationKey {
  keyMappingId: string;
  /** Name or id of the key manager: the server says either. */
  keyManager?: string;
  /** Absent where the caller may not see keys of this type. */
  consumerKey?: string | null;
  keyType?: "PRODUCTION" | "SANDBOX";
  /** COMPLETED or APPROVED; CREATED waits for approval. */
  keyState?: string | null;
  mode?: string;
}

export interface KeyFields {
  consumerKey: string;
  keyManager: string;
  keyType: "PRODUCTION" | "SANDBOX";
}

export async function mapKey(
  client: Client,
  applicationId: string,
  fields: KeyFields,
): Promise<ApplicationKey> {
  const { consumerKey, keyManager, keyType } = fields;
  const call: Call = {
    api: "devportal",
    method: "POST",
    path: `${applicationPath(applicationId)}/map-keys`,
    body: { consumerKey, keyManager, keyType },
    what: `Map the client id ${consumerKey} to the application ${applicationId}`,
    scopes: APPLICATIONS,
    hints: {
      403: "Only the application's owner may add keys: use the credentials that made it.",
      404: `The application is gone. Run \`${repair}\`.`,
    },
  };
  const key = await client.send<ApplicationKey>(call);
  if (typeof key?.keyMappingId !== "string") throw shapeError(call, "keyMappingId");
  return key;
}

/** All keys of an application. The only reliable way to see one: reading a single key fails in five different ways. */
export async function listKeys(client: Client, applicationId: string): Promise<ApplicationKey[]> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: `${applicationPath(applicationId)}/oauth-keys`,
    what: `List the keys of the application ${applicationId}`,
    scopes: APPLICATIONS,
  };
  return listIn(call, await client.send<{ list?: ApplicationKey[] }>(call));
}

/** Sent once: an unknown key makes some servers fail with 500, which the list of keys explains sooner than another attempt. */
export async function deleteKey(client: Client, applicationId: string, keyMappingId: string): Promise<void> {
  await client.send({ ...keyCall("DELETE", applicationId, keyMappingId, ""), single: true });
}

/** Takes a key away where the server has no DELETE for it (API Manager before 4.3). Gateways hear of it only later. */
export async function cleanUpKey(client: Client, applicationId: string, keyMappingId: string): Promise<void> {
  await client.send(keyCall("POST", applicationId, keyMappingId, "/clean-up"));
}

function keyCall(
  method: "DELETE" | "POST",
  applicationId: string,
  keyMappingId: string,
  suffix: string,
): Call {
  return {
    api: "devportal",
    method,
    path: `${applicationPath(applicationId)}/oauth-keys/${encodeURIComponent(keyMappingId)}${suffix}`,
    what: `Remove a key of the application ${applicationId}`,
    scopes: APPLICATIONS,
    hints: { 403: "Only the application's owner may remove keys: use the credentials that made it." },
  };
}
