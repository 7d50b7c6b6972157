import { z } from "zod";
import { choreo as seed } from "../../seed.ts";
import type { Emulation } from "../emulation.ts";
import { ApiError } from "../http/api-error.ts";
import { readJson } from "../http/body.ts";
import { refusal } from "../rules/refusal.ts";

const registrationSchema = z.strictObject({
  callbackUrl: z.string().nullish(),
  clientName: z.string().min(1),
  owner: z.string().min(1),
  grantType: z.string().min(1),
  saasApp: z.union([z.boolean(), z.string()]).nullish(),
  tokenType: z.string().nullish(),
  /** Not in dcr.yaml; `apictl` sends it, and the server takes it. */
  tokenScope: z.string().nullish(),
});

/** `POST /client-registration/v0.17/register`: registering a name again gives the same client. */
export async function registerClient(emulation: Emulation, request: Request): Promise<Response> {
  const { username, password } = seed.admin;
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  try {
    if (request.headers.get("authorization") !== expected) throw refusal.unauthenticated();
    const body = readJson(await request.text(), registrationSchema);
    if (body.owner !== username) throw refusal.badRequest(`Owner ${body.owner} is not the caller`);
    const { clients } = emulation.store;
    const client = [...clients.values()].find(({ clientName }) => clientName === body.clientName) ?? {
      clientId: emulation.store.newId(),
      clientSecret: emulation.store.newId(),
      clientName: body.clientName,
      owner: body.owner,
    };
    clients.set(client.clientId, client);
    const { clientId, clientSecret, clientName } = client;
    return Response.json({
      clientId,
      clientName,
      callbackUrl: body.callbackUrl ?? "",
      clientSecret,
      isSaasApplication: body.saasApp ?? true,
      appOwner: body.owner,
      jsonString: JSON.stringify({ grant_types: body.grantType }),
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return Response.json(error.body, { status: error.status });
  }
}
