/**
 * `node tests/cli/import/mends.ts`: an API and a client that work and are not whole, imported, with the real program on them. A process of
 * its own: Pulumi's runtime is one a process. Prints one line of JSON.
 */
import { randomUUID } from "node:crypto";
import { makeApi, makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeClient, makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import { signIn } from "../../../sandbox/kit/services.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { stepsOf } from "../../inProcess/steps.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Rig } from "./rig.ts";

export interface Mends {
  /** What the import says of the first `up`. */
  told: string[];
  /** `create ServicePrincipal tills` */
  preview: string[];
  previewAfterUp: string[];
  /** Redirect URIs of the client after it. */
  redirectUris: string[];
}

console.error = console.warn = () => undefined;
const sandbox = await startTrustedSandbox();
const { graph, publisher, devportal } = await signIn(sandbox);
const permissions = ["tills_read"];
const api = await makeApi(publisher, {
  name: "tills",
  context: "/tills",
  permissions,
  operations: { "GET /tills": permissions },
});
const scope = api.permissions.tills_read as string;
const web = await makeWebApi(graph, { name: "Tills", scopes: { [scope]: "users" } });
const client = await makeClient(graph, { name: "Till client", uses: [{ of: web, scopes: [scope] }] });
await makeApplication(devportal, { name: "till", keys: [{ clientId: client.appId }], subscribe: [api.id] });

// As the portal leaves it where somebody did not know better.
for (const id of [web.servicePrincipalId, client.servicePrincipalId])
  await graph.delete(`/servicePrincipals/${id}`);
await graph.patch(`/applications/${web.objectId}`, {
  identifierUris: [],
  api: { requestedAccessTokenVersion: null },
});
const resourceAccess = [web.scopes[scope], randomUUID()].map((id) => ({ id, type: "Scope" }));
await graph.patch(`/applications/${client.objectId}`, {
  spa: { redirectUris: ["https://till.example"] },
  publicClient: { redirectUris: ["http://localhost", "msal123://auth"] },
  requiredResourceAccess: [{ resourceAppId: web.appId, resourceAccess }],
});

const rig = await Rig.start(sandbox);
const stack = new InProcessStack({ name: "dev", config: {}, env: sandbox.env });
const preview = async () => {
  await stack.setConfig(await rig.config());
  return stepsOf(await stack.preview());
};
const { out } = await rig.importInto(stack, ["--api", "tills"]);
const before = await preview();
await stack.up();
const { spa, publicClient } = await graph.get(`/applications/${client.objectId}`);
const verdict: Mends = {
  told: out.split("\n").filter((line) => line.startsWith("  - ")),
  preview: before,
  previewAfterUp: await preview(),
  redirectUris: [...spa.redirectUris, ...publicClient.redirectUris],
};
console.log(JSON.stringify(verdict));
process.exit();
