import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
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

test("who alone claims an API leaves it with five calls", async () => {
  const apiId = seed.apis.books.id;
  const scopes = { books_read: { description: "Read books" } };
  const operations = { "GET /books": ["books_read"] };
  const made = await make(ApiPermissions, config, { apiId, claimant: "shop/dev/books", scopes, operations });
  emulator.clearRequests();
  await ApiPermissions.remove(config, apiId, made.outs);
  expect(calls(emulator)).toEqual([
    "GET /apis/*",
    "GET /apis/*/revisions",
    "GET /apis/*",
    "PUT /apis/*",
    "GET /apis/*",
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
