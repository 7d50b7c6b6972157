import { expect, test } from "@jest/globals";
import { CONFIG, environmentOf, MADE, madeIn, PROGRAM, startControlPlane } from "../engine/choreoProgram.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { withProgram } from "./open.ts";

test(
  "a fault that outlasts all retries ends the run; the next one converges, without duplicates or leftovers",
  async () => {
    const choreo = await startControlPlane();
    const before = JSON.stringify(choreo.state());
    await withProgram(PROGRAM, { config: CONFIG, env: environmentOf(choreo) }, async (stack) => {
      choreo.setFaults([{ match: { path: "/applications" }, times: 1_000, then: { drop: "after" } }]);
      expect(await stack.up({ mayFail: true })).not.toMatchObject({ exitCode: 0 });
      choreo.setFaults([]);
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      await stack.destroy();
      expect(JSON.stringify(choreo.state())).toBe(before);
    });
    await choreo.close();
  },
  ENGINE_TIMEOUT,
);
