import * as seed from "../sandbox/seed.ts";
import type { Scene } from "./scene.ts";

/** In the Azure portal: "Assignment required?" of the books enterprise application to No. Lets in the whole tenant. */
export async function switchOffAssignment(scene: Scene): Promise<void> {
  const { entra } = scene.running;
  const { apis } = await scene.outputs();
  const id = apis.books?.azure.servicePrincipalObjectId;
  await request("PATCH", `${entra.url}/v1.0/servicePrincipals/${id}`, await graphToken(entra.url), {
    appRoleAssignmentRequired: false,
  });
}

/** In the Choreo console: takes the permission away from `POST /books`. Opens it to every token. */
export async function unscopeOperation(scene: Scene): Promise<void> {
  const { choreo } = scene.running;
  const token = await choreo.mintToken();
  const { apis } = await scene.outputs();
  const query = choreo.flavour === "choreo" ? `?organizationId=${seed.choreo.organizationId}` : "";
  const url = `${choreo.urls.publisher}/apis/${apis.books?.choreo.apiId}${query}`;
  const api = (await request("GET", url, token)) as { operations: Operation[] };
  const operations = api.operations.map((operation) =>
    operation.verb === "POST" && operation.target === "/books" ? { ...operation, scopes: [] } : operation,
  );
  await request("PUT", url, token, { ...api, operations });
}

interface Operation {
  verb: string;
  target: string;
  scopes: string[];
}

async function graphToken(entraUrl: string): Promise<string> {
  const { tenantId, deployer } = seed.entra;
  const response = await fetch(`${entraUrl}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: deployer.clientId,
      client_secret: deployer.clientSecret,
      scope: `${entraUrl}/.default`,
    }),
  });
  if (!response.ok) throw new Error(`Entra gave no token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function request(method: string, url: string, token = "", body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}
