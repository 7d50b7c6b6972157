import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { configFor, make, startEmulator } from "./harness.ts";

// API Manager 4.7 has members that a PUT of the whole API must carry back; 4.6 refuses them.

const apiId = seed.apis.books.id;
const hub = [{ policyName: "rate-limit", policyVersion: "v1", parameters: {} }];

let emulators: Record<"4.6" | "4.7", RunningChoreo>;
beforeAll(async () => {
  const start = (release: "4.6" | "4.7") => startEmulator({ flavour: "apim", release });
  emulators = { "4.6": await start("4.6"), "4.7": await start("4.7") };
});
afterAll(() => Promise.all(Object.values(emulators).map((emulator) => emulator.close())));

async function api(emulator: RunningChoreo, change?: (api: Record<string, unknown>) => object) {
  const url = `${emulator.urls.publisher}/apis/${apiId}`;
  const headers = {
    authorization: `Bearer ${await emulator.mintToken()}`,
    "content-type": "application/json",
  };
  const found = (await (await fetch(url, { headers })).json()) as Record<string, unknown>;
  if (!change) return { status: 200, body: found };
  const answer = await fetch(url, { method: "PUT", headers, body: JSON.stringify(change(found)) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const withHub = (found: Record<string, unknown>) => ({
  ...found,
  apiHubPolicies: hub,
  operations: (found.operations as object[]).map((operation) => ({
    ...operation,
    operationHubPolicies: hub,
  })),
});
const hubsOf = ({ body }: { body: Record<string, unknown> }) => [
  body.apiHubPolicies,
  ...(body.operations as { operationHubPolicies?: unknown }[]).map(
    ({ operationHubPolicies }) => operationHubPolicies,
  ),
];

test("the new members of API and operations survive the life of a resource", async () => {
  const emulator = emulators["4.7"];
  const set = await api(emulator, withHub);
  expect(set.status).toBe(200);
  const before = hubsOf(set);
  expect(before).toEqual(before.map(() => hub));
  const made = await make(ApiPermissions, configFor(emulator), {
    apiId,
    claimant: "shop/dev/books",
    scopes: { books_add: {} },
    operations: { "POST /books": ["books_add"] },
  });
  expect(hubsOf(await api(emulator))).toEqual(before);
  await ApiPermissions.remove(configFor(emulator), apiId, made.outs);
  expect(hubsOf(await api(emulator))).toEqual(before);
});

test("4.6 refuses them, so that nobody takes the one for the other", async () => {
  expect((await api(emulators["4.6"], withHub)).status).toBe(400);
});
