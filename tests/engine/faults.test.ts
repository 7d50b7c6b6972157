import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import { CONFIG, environmentOf, MADE, madeIn, PROGRAM, startControlPlane } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";
import { killAt } from "./killRun.ts";

// One of each kind through the real engine. Every fault at every call: tests/providers/faults.test.ts without the engine,
// tests/sweeps with it.

let choreo: RunningChoreo;
let before: string;
beforeEach(async () => {
  choreo = await startControlPlane();
  before = JSON.stringify(choreo.state());
});
afterEach(() => choreo.close());

const withStack = (work: (stack: Stack) => Promise<void>) =>
  withProgram(PROGRAM, { config: CONFIG, env: environmentOf(choreo) }, work);

test(
  "killed in an up and in a destroy: the next run of the same converges and leaves nothing behind",
  () =>
    withStack(async (stack) => {
      const creation = { method: "POST", path: "/applications\\?" };
      await killAt("up", { match: creation, kind: "arrives after the kill" }, stack, choreo);
      expect(madeIn(choreo)).toHaveLength(1);
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);

      expect(
        await killAt("destroy", { match: { method: "DELETE" }, kind: "never arrives" }, stack, choreo),
      ).toBe(1);
      expect(madeIn(choreo)).toEqual(MADE);
      await stack.destroy();
      expect(JSON.stringify(choreo.state())).toBe(before);
    }),
  2 * ENGINE_TIMEOUT,
);
