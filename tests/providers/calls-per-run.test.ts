import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { calls, configFor, make, startEmulator } from "./harness.ts";

let emulator: RunningChoreo;
let config: ProviderConfig;

beforeAll(async () => {
  emulator = await startEmulator();
  config = configFor(emulator);
});
afterAll(() => emulator.close());

const apiId = seed.apis.books.id;
const claim = { apiId, claimant: "shop/dev/books" };
const permissions = {
  ...claim,
  scopes: { books_read: { description: "Read books" } },
  operations: { "GET /books": ["books_read"] },
};

const LEAVING = ["GET /apis/*/revisions", "GET /apis/*", "PUT /apis/*", "GET /apis/*"];

test("who alone claims an API leaves it with five calls, one less where it was seen moments ago", async () => {
  const made = await make(ApiPermissions, config, permissions);
  emulator.clearRequests();
  await ApiPermissions.remove(configFor(emulator, { process: "of its own" }), apiId, made.outs);
  expect(calls(emulator)).toEqual(["GET /apis/*", ...LEAVING]);

  const again = await make(ApiPermissions, config, permissions);
  emulator.clearRequests();
  await ApiPermissions.remove(config, apiId, again.outs);
  expect(calls(emulator)).toEqual(LEAVING);
});

test.each([
  ["usual", {}, {}],
  ["named", { environments: ["Staging"] }, { environments: ["Staging"] }],
])("in its %s environments an API takes seven calls, and twelve to be as before", async (_, told, named) => {
  const run = configFor(emulator, { process: _ });
  emulator.clearRequests();
  const first = await make(ApiPermissions, run, { ...permissions, ...told });
  const second = await make(ApiDeployment, run, { ...claim, ...named, trigger: "1" });
  const third = await make(ApiLifecycle, run, claim);
  // The environment's virtual host is looked up once where the API has never been there.
  expect(calls(emulator).filter((call) => call !== "GET /settings")).toHaveLength(7);
  emulator.clearRequests();
  await ApiLifecycle.remove(run, apiId, third.outs);
  await ApiDeployment.remove(run, apiId, second.outs);
  await ApiPermissions.remove(run, apiId, first.outs);
  expect(calls(emulator)).toEqual([
    "GET /apis/*",
    "POST /apis/change-lifecycle",
    "GET /apis/*",
    "GET /apis/*",
    "PUT /apis/*",
    "GET /apis/*/revisions",
    expect.stringMatching(/deploy-revision/),
    "DELETE /apis/*/revisions/*",
    ...LEAVING,
  ]);
});

test("a refresh shares its lists however long it takes, and a later one reads anew", async () => {
  const made = await make(Application, config, { name: "storefront", claimant: "shop/dev/web" });
  const now = jest.spyOn(Date, "now");
  try {
    let time = Date.parse("2030-01-01");
    now.mockImplementation(() => time);
    emulator.clearRequests();
    for (let read = 0; read < 10; read++) {
      time += 15_000;
      await Application.read(config, made.id, made.outs);
    }
    expect(calls(emulator)).toEqual(["GET /applications"]);
    time += 25_000;
    await Application.read(config, made.id, made.outs);
    expect(calls(emulator)).toEqual(["GET /applications", "GET /applications"]);
  } finally {
    now.mockRestore();
  }
});
