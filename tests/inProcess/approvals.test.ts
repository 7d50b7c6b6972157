import { expect, test } from "@jest/globals";
import { decide } from "../engine/approvals.ts";
import { CONFIG, environmentOf, MADE, madeIn, PROGRAM, startControlPlane } from "../engine/choreoProgram.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { withProgram } from "./open.ts";

// Whatever else may wait for a person: tests/providers/{approvals,deployment-approval}.test.ts.

const choreo = sharedByTests(startControlPlane);

test(
  "what waits ends an up with a word, is looked at again by the next, and a deletion that waits is told",
  async () => {
    const before = JSON.stringify(choreo.state());
    choreo.setSwitches({ workflows: { application: true } });
    await withProgram(PROGRAM, { config: CONFIG, env: environmentOf(choreo) }, async (stack) => {
      const waits =
        /The application "storefront" waits for approval\. Approve it under Tasks > Application Creation/;
      const refusedUp = async () => {
        const run = await stack.up({ mayFail: true });
        expect(run.exitCode).not.toBe(0);
        expect(run.output).not.toMatch(/\n\s+at .+:\d+:\d+/);
        return run.output;
      };
      expect(await refusedUp()).toMatch(waits);
      // After a refresh the engine does not remember that the last run failed; our state does.
      choreo.clearRequests();
      await stack.refresh();
      const { steps } = await stack.preview();
      expect(choreo.requests().filter(({ method }) => method !== "GET")).toEqual([]);
      expect(steps.filter(({ op }) => op !== "create").map(({ op }) => op)).toEqual(["update"]);
      expect(await refusedUp()).toMatch(waits);
      await decide(choreo, "approve");
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);

      choreo.setSwitches({ workflows: { application: false, applicationDeletion: true } });
      expect((await stack.destroy()).output).toContain(
        'The deletion of the application "storefront" waits for approval: Tasks > Application Deletion',
      );
    });
    await decide(choreo, "approve");
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  2 * ENGINE_TIMEOUT,
);
