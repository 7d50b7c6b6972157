import { beforeAll, expect, test } from "@jest/globals";
import type { Fault } from "../../sandbox/kit/faults.ts";
import { MADE } from "../engine/choreoProgram.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { faults } from "../providers/faultKinds.ts";
import { type Combination, combinationsOf, SWEEP_TIMEOUT, tryAll, undisturbedCalls } from "./combinations.ts";

// Every fault at every Choreo call of an `up`, through the real engine. The same table without the engine is in
// tests/providers/faults.test.ts.

let calls: string[];
let combinations: Combination[];

beforeAll(async () => {
  calls = (await undisturbedCalls()).up;
  combinations = combinationsOf(calls, Object.keys(faults));
}, ENGINE_TIMEOUT);

test("every fault is tried at every call", () => {
  expect(calls.filter((call) => !call.startsWith("GET"))).toHaveLength(7);
  expect(combinations).toHaveLength(calls.length * Object.keys(faults).length);
});

test(
  "the run ends well, or the next one does; no duplicate, and nothing left after destroy",
  async () => {
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
  },
  SWEEP_TIMEOUT,
);

test(
  "a fault that outlasts all retries ends the run; the next one converges, without duplicates or leftovers",
  async () => {
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
  },
  SWEEP_TIMEOUT,
);
