import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { unlessGone } from "../client/errors.ts";
import { listIn, shapeError } from "../client/failures.ts";

/** An identity provider as the Admin API has it: a key manager. A PUT replaces it, so what is not known here goes back as it came. */
export interface KeyManagerObject {
  id: string;
  name: string;
  type: string;
  description?: string | null;
  enabled?: boolean;
  tokenType?: string | null;
  wellKnownEndpoint?: string | null;
  issuer?: string | null;
  certificates?: { type?: string; value?: string } | null;
  tokenEndpoint?: string | null;
  authorizeEndpoint?: string | null;
  consumerKeyClaim?: string | null;
  scopesClaim?: string | null;
  additionalProperties?: Record<string, unknown> | null;
  [property: string]: unknown;
}

/** OAuth scopes of the key managers' operations that both flavours know. */
export const ADMINISTRATION = ["apim:admin", "apim:admin_operations"];

const WHERE = "Settings > Application Security > Identity Providers (today: API Management > Consumer IdPs)";

/** What the list has of each: not all of its fields. */
export async function listKeyManagers(
  client: Client,
): Promise<Pick<KeyManagerObject, "id" | "name" | "description">[]> {
  const call = { ...base("GET", "/key-managers"), what: "List the identity providers" };
  return listIn(
    call,
    await client.send<{ list?: Pick<KeyManagerObject, "id" | "name" | "description">[] }>(call),
  );
}

export async function findKeyManager(client: Client, name: string): Promise<KeyManagerObject | undefined> {
  const found = (await listKeyManagers(client)).find((one) => one.name === name);
  return found && readKeyManager(client, found.id);
}

/** Undefined where it is gone. */
export function readKeyManager(client: Client, id: string): Promise<KeyManagerObject | undefined> {
  const call = { ...base("GET", pathOf(id)), what: `Read the identity provider ${id}` };
  return unlessGone(client.send<KeyManagerObject>(call).then((found) => withId(call, found)));
}

function withId(call: Call, found: KeyManagerObject | undefined): KeyManagerObject {
  if (typeof found?.id !== "string") throw shapeError(call, "id");
  return found;
}

export async function createKeyManager(
  client: Client,
  body: Omit<KeyManagerObject, "id">,
): Promise<KeyManagerObject> {
  const call: Call = {
    ...base("POST", "/key-managers"),
    body,
    what: `Make the identity provider "${body.name}"`,
    hints: {
      901401: `A setting is missing that the server wants of this type. Make it by hand under ${WHERE} and name it in choreo.identityProvider.`,
      901411:
        "Another identity provider has this issuer, under another name. Use that one: its name as choreo.identityProvider. Or take it over: adopt: true, with its name.",
    },
  };
  return withId(call, await client.send<KeyManagerObject>(call));
}

export async function writeKeyManager(client: Client, body: KeyManagerObject): Promise<void> {
  const call = { ...base("PUT", pathOf(body.id)), body, what: `Change the identity provider "${body.name}"` };
  await client.send(call);
}

export async function deleteKeyManager(client: Client, id: string, name: string): Promise<void> {
  const call: Call = {
    ...base("DELETE", pathOf(id)),
    what: `Delete the identity provider "${name}"`,
    hints: {
      902015:
        "Keys of applications use it, of other stacks or made by hand. Remove those first, or keep it: pulumi state delete takes it out of this stack alone.",
    },
  };
  await unlessGone(client.send(call));
}

const pathOf = (id: string) => `/key-managers/${encodeURIComponent(id)}`;

function base(method: Call["method"], path: string): Omit<Call, "what"> {
  return { api: "admin", method, path, scopes: ADMINISTRATION };
}
