import { beforeEach } from "@jest/globals";
import { makeApplication, secureApi } from "../../../sandbox/hand-made/console.ts";
import { makeClient, makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import type { Services } from "../../../sandbox/kit/services.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";
import { report } from "./run-survey.ts";

/** The sandbox with one chain that holds, made by hand: anew for each test of a file that imports them. */
export const sandbox = sharedByTests(startTrustedSandbox);
export let services: Services;

const permissions = {
  books_add: "urn:taylordean:books:books_add",
  books_read: "urn:taylordean:books:books_read",
};
export const scopes = { [permissions.books_add]: "admins", [permissions.books_read]: "admins" } as const;
async function makeChain() {
  const { graph, publisher, devportal } = services;
  await secureApi(publisher, choreo.apis.books.id, {
    permissions: Object.keys(permissions),
    operations: {
      "GET /books": ["books_read"],
      "POST /books": ["books_add"],
      "GET /books/{id}": ["books_read"],
      "DELETE /books/{id}": ["books_add"],
    },
  });
  const webApi = await makeWebApi(graph, { name: "books", scopes, assigned: [{ id: entra.users.ada.id }] });
  const uses = [{ of: webApi, scopes: Object.values(permissions), adminConsent: true }];
  const client = await makeClient(graph, { name: "desk", redirectUris: ["https://localhost:1/"], uses });
  await makeApplication(devportal, {
    name: "desk",
    keys: [{ clientId: client.appId }],
    subscribe: [choreo.apis.books.id],
  });
  return { webApi, client };
}

export let chain: Awaited<ReturnType<typeof makeChain>>;
beforeEach(async () => {
  for (const { url } of [sandbox.entra, sandbox.choreo])
    await fetch(`${url}/_sandbox/reset`, { method: "POST" });
  sandbox.entra.setFaults([]);
  sandbox.choreo.setFaults([]);
  services = await handles(sandbox);
  chain = await makeChain();
});

export const ofBooks = () => report(sandbox, ["--api", "books"]);
