import { GRAPH_SERVICE_PRINCIPAL_ID, graphRoles } from "../../sandbox/entra/store/first-party.ts";
import { choreo as choreoSeed, entra as entraSeed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import type { Identity } from "./identities.ts";

interface Client {
  id: string;
  secret: string;
}

/** A grant of any permission of Graph to an identity: with it, it has the tenant. */
export const takeOver = (principalId: string) => ({
  principalId,
  resourceId: GRAPH_SERVICE_PRINCIPAL_ID,
  appRoleId: graphRoles["Directory.ReadWrite.All"],
});
export const GRANTS = `/servicePrincipals/${GRAPH_SERVICE_PRINCIPAL_ID}/appRoleAssignedTo`;

export const as = ({ env }: Identity) => ({ id: env.ARM_CLIENT_ID, secret: env.ARM_CLIENT_SECRET });

export async function ask(url: string, method: string, token: string | undefined, body?: object) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { status } = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return status;
}

/** Somebody who has credentials, and asks for what they open. */
export function thiefAt(sandbox: Sandbox) {
  /** The token that a client's credentials give; undefined when they open nothing there. */
  const tokenOf = async (client: Client) => {
    const { url } = sandbox.entra;
    const answer = await fetch(`${url}/${entraSeed.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: client.id,
        client_secret: client.secret,
        scope: `${url}/.default`,
      }),
    });
    return ((await answer.json()) as { access_token?: string }).access_token;
  };

  /** What Graph answers to somebody who signs in with a client's credentials. */
  const graph = async (client: Client, method: string, path: string, body?: object): Promise<number> =>
    ask(`${sandbox.entra.url}/v1.0${path}`, method, await tokenOf(client), body);

  /** What Choreo's control plane answers to a token. */
  const choreo = (
    token: string,
    api: "publisher" | "devportal",
    method: string,
    path: string,
    body?: object,
  ): Promise<number> =>
    ask(
      `${sandbox.choreo.urls[api]}${path}?organizationId=${choreoSeed.organizationId}`,
      method,
      token,
      body,
    );

  return { tokenOf, graph, choreo };
}
