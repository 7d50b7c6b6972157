import { beforeAll, expect, test } from "@jest/globals";
import type { Fault } from "../../sandbox/kit/faults.ts";
import { faults } from "../providers/faultKinds.ts";
import { MADE } from "./choreoProgram.ts";
import { type Combination, combinationsOf, tryAll, undisturbedCalls } from "./combinations.ts";
import { ENGINE_TIMEOUT } from "./harness.ts";

// Every fault at every Choreo call of an `up`, through the real engine. Each combination takes seconds, so by default one fault
// is tried at each call, the kinds taking turns; FAULTS=all tries the whole table, five times as many. The same
// table without the engine runs whole in tests/providers/faults.test.ts.

let calls: string[];
let combinations: Combination[];

beforeAll(async () => {
  calls = (await undisturbedCalls()).up;
  combinations = combinationsOf(calls, Object.keys(faults));
}, ENGINE_TIMEOUT);

test("every call is tried, and every fault at least twice", () => {
  expect(calls.filter((call) => !call.startsWith("GET"))).toHaveLength(7);
  expect(new Set(combinations.map(({ index }) => index)).size).toBe(calls.length);
  for (const kind of Object.keys(faults))
    expect(combinations.filter((combination) => combination.kind === kind).length).toBeGreaterThanOrEqual(2);
});

test("the run ends well, or the next one does; no duplicate, and nothing left after destroy", async () => {
  const outcomes = await tryAll(combinations, async ({ index, kind }, stack, choreo) => {
    choreo.setFaults([{ match: {}, skip: index, then: faults[kind] as Fault["then"] }]);
    const { exitCode } = await stack.up({ mayFail: true });
    if (exitCode === 0) return "at once";
    await stack.up();
    return "with the next up";
  });
  const atOnce = outcomes.filter(({ went }) => went === "at once").length;
  console.info(`${outcomes.length} faults at ${calls.length} calls: ${atOnce} ups ended well at once`);
  expect(outcomes.filter(({ restored }) => !restored)).toEqual([]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ made: MADE });
  expect(outcomes).toHaveLength(combinations.length);
}, 1_800_000);

test("a fault that outlasts all retries ends the run; the next one converges, without duplicates or leftovers", async () => {
  const lasting: Record<string, Fault["then"]> = {
    "503 from then on": { status: 503 },
    "dropped after from then on": { drop: "after" },
  };
  const writes = combinationsOf(calls, Object.keys(lasting), (call) => !call.startsWith("GET"));
  const outcomes = await tryAll(writes, async ({ index, kind }, stack, choreo) => {
    choreo.setFaults([{ match: {}, skip: index, times: 1_000, then: lasting[kind] as Fault["then"] }]);
    const run = await stack.up({ mayFail: true });
    choreo.setFaults([]);
    await stack.up();
    return run.exitCode === 0 ? "at once" : "with the next up";
  });
  expect(outcomes.length).toBeGreaterThanOrEqual(7);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ went: "with the next up", made: MADE, restored: true });
}, 1_800_000);
