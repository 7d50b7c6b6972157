import { expect, test } from "@jest/globals";
import { MADE } from "../engine/choreoProgram.ts";
import { KILLS, killAt } from "../engine/killRun.ts";
import { combinationsOf, type Outcome, SWEEP_TIMEOUT, tryAll, undisturbedCalls } from "./combinations.ts";

// kill -9 of the engine and the provider at every Choreo call of an `up`, and at every write of a `destroy`, in both kinds of KILLS.

test(
  "killed at any call of an up: the next one converges, and destroy leaves nothing behind",
  async () => {
    const calls = (await undisturbedCalls()).up;
    const combinations = combinationsOf(calls, Object.keys(KILLS));
    const outcomes = await tryAll(combinations, async (combination, stack, choreo) => {
      const pending = await killAt("up", combination, stack, choreo);
      await stack.up();
      return `${pending} pending`;
    });
    console.info(`up: ${tell(outcomes, calls)}`);
    expect(new Set(outcomes.map(({ index }) => index)).size).toBe(calls.length);
    expect(outcomes.filter(({ restored }) => !restored)).toEqual([]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ made: MADE });
    expect(outcomes.filter(({ went }) => went === "1 pending").length).toBeGreaterThan(0);
  },
  SWEEP_TIMEOUT,
);

test(
  "killed at any write of a destroy: the next one leaves nothing behind",
  async () => {
    const calls = (await undisturbedCalls()).destroy;
    const writes = combinationsOf(calls, Object.keys(KILLS), (call) => !call.startsWith("GET"));
    const outcomes = await tryAll(writes, async (combination, stack, choreo) => {
      await stack.up();
      const pending = await killAt("destroy", combination, stack, choreo);
      return `${pending} pending`;
    });
    console.info(`destroy: ${tell(outcomes, calls)}`);
    expect(outcomes.length).toBeGreaterThanOrEqual(5);
    // tryAll has destroyed the rest.
    expect(outcomes.filter(({ restored }) => !restored)).toEqual([]);
    expect(outcomes.filter(({ went }) => went === "1 pending")).toHaveLength(outcomes.length);
  },
  SWEEP_TIMEOUT,
);

function tell(outcomes: Outcome[], calls: string[]): string {
  const pending = outcomes.filter(({ went }) => went === "1 pending").length;
  return `${outcomes.length} kills at ${calls.length} calls, ${pending} left a pending operation`;
}
