import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Arena, openArena } from "../../bench/arena.ts";
import { playRound } from "../../bench/contest.ts";
import { noReadings, type Readings } from "../../bench/readings.ts";
import { counts, workload } from "../../bench/workload.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { openCommands } from "../inProcess/open.ts";
import { calls, configFor, type Handlers, make, startEmulator } from "../providers/harness.ts";

describe("through the engine, with ten times as many resources", () => {
  const readings: Record<number, Readings> = { 10: noReadings(), 100: noReadings() };
  let arena: Arena;
  beforeAll(async () => {
    arena = await openArena(counts(100).apis, openCommands);
    for (const [size, into] of Object.entries(readings)) {
      const env = { BENCH_RESOURCES: size, BENCH_API_IDS: JSON.stringify(arena.apiIds) };
      const change = { before: { ...env, BENCH_REVISION: "0" }, after: { ...env, BENCH_REVISION: "1" } };
      await playRound(arena, "ours", change, into);
    }
  }, 900_000);
  afterAll(() => arena.choreo.close());

  test("a preview without changes asks nothing and writes nothing", () => {
    expect(readings[10]?.calls.preview).toEqual([0]);
    expect(readings[100]?.calls.preview).toEqual([0]);
  });

  test("one change takes as many calls", () => {
    expect(readings[100]?.calls.change).toEqual(readings[10]?.calls.change);
  });

  test("the state grows no faster than they do", () => {
    const [few, many] = [readings[10]?.stateBytes[0] ?? 0, readings[100]?.stateBytes[0] ?? 0];
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThanOrEqual(10);
  });
});

/** As the engine would refresh it; through the engine itself `npm run bench` counts the same. */
test("a refresh of 400 resources takes at most 0.4 calls each", async () => {
  const { apis, applications } = workload(400);
  expect(apis.length + 3 * applications.length).toBe(400);
  const emulator = await startEmulator();
  try {
    const config = configFor(emulator);
    const apiIds = apis.map(({ name, operations }) =>
      emulator.createApi({ name, operations: Object.keys(operations), deploy: true, publish: true }),
    );
    const made: { handlers: Handlers; id: string; outs: Record<string, unknown> }[] = [];
    const add = async (handlers: Handlers, inputs: Record<string, unknown>): Promise<string> => {
      const { id, outs } = await make(handlers, config, { claimant: "bench/dev/x", ...inputs });
      made.push({ handlers, id, outs });
      return id;
    };
    for (const [index, api] of apis.entries()) {
      const scopes = Object.fromEntries(api.scopes.map((name) => [name, {}]));
      await add(ApiPermissions, { apiId: apiIds[index], scopes, operations: api.operations });
    }
    for (const { name, description, api, consumerKey } of applications) {
      const applicationId = await add(Application, { name, description });
      const identityProvider = seed.identityProviders.v2.name;
      await add(IdpKey, { applicationId, identityProvider, consumerKey, keyType: "PRODUCTION" });
      await add(Subscription, { applicationId, apiId: apiIds[api] });
    }
    emulator.clearRequests();
    const found = await Promise.all(made.map(({ handlers, id, outs }) => handlers.read(config, id, outs)));
    expect(found.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(calls(emulator).length).toBeLessThanOrEqual(0.4 * made.length);
  } finally {
    await emulator.close();
  }
}, 120_000);
