import { randomUUID } from "node:crypto";
import { afterEach, beforeEach } from "@jest/globals";
import { makeApi, makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeClient, makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import { type Services, signIn } from "../../../sandbox/kit/services.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Rig } from "./rig.ts";

/** A sandbox, fresh for each test of a file that imports it, and a folder with an empty stack. */
export const sandbox = sharedByTests(startTrustedSandbox);
export let services: Services;
export let rig: Rig;
beforeEach(async () => {
  for (const service of [sandbox.entra, sandbox.choreo]) {
    await fetch(`${service.url}/_sandbox/reset`, { method: "POST" });
    service.setFaults([]);
  }
  services = await signIn(sandbox);
  rig = await Rig.start(sandbox);
});
afterEach(() => rig.stop());

export const scope = "urn:taylordean:tills:tills_read";

/** An API with a client, by hand. */
export async function tills(webApi: Partial<Parameters<typeof makeWebApi>[1]> = {}) {
  const { graph, publisher, devportal } = services;
  const api = await makeApi(publisher, {
    name: "tills",
    context: "/tills",
    permissions: ["tills_read"],
    operations: { "GET /tills": ["tills_read"] },
  });
  const web = await makeWebApi(graph, { name: "Tills", scopes: { [scope]: "users" }, ...webApi });
  const client = await makeClient(graph, {
    name: "Till client",
    redirectUris: ["https://till.example/"],
    uses: [{ of: web, scopes: [scope] }],
  });
  const application = await makeApplication(devportal, {
    name: "till",
    keys: [{ clientId: client.appId }],
    subscribe: [api.id],
  });
  return { api, web, client, application };
}

export const patch = (objectId: string, body: object) =>
  services.graph.patch(`/applications/${objectId}`, body);

/** An app role. */
export const role = (more: object) => ({
  id: randomUUID(),
  value: "clerk",
  displayName: "Clerk",
  description: "Sells",
  allowedMemberTypes: ["User"],
  isEnabled: true,
  ...more,
});

/** A second API, without a registration. */
export const makeSafes = async () => {
  const { publisher } = services;
  const permissions = ["safes_read"];
  const operations = { "GET /safes": permissions };
  const { id, permissions: full } = await makeApi(publisher, {
    name: "safes",
    context: "/safes",
    permissions,
    operations,
  });
  return { id, scope: full.safes_read as string };
};
