import { expect, test } from "@jest/globals";
import { withProgram as inProcess } from "../inProcess/open.ts";
import { sharedByTests } from "../lifetimes.ts";
import { CONFIG, environmentOf, MADE, madeIn, PROGRAM, startControlPlane } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

// Another stack that takes over: tests/providers/lost-state.test.ts.

const choreo = sharedByTests(startControlPlane);

test(
  "a stack that lost its state finds all that it had made, of every type; one that is renamed keeps it under its new name",
  async () => {
    const before = JSON.stringify(choreo.state());
    const options = { config: CONFIG, env: environmentOf(choreo) };
    await inProcess(PROGRAM, options, async (stack) => {
      await stack.up();
      await stack.importState({ version: 3, deployment: { resources: [] } });
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
    });

    // The state of that one is lost, too.
    await withProgram(PROGRAM, options, async (stack) => {
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);

      await stack.cli(["stack", "rename", "renamed", "--stack", "test"]);
      // Its configuration file has been renamed along with it.
      Object.assign(stack, { name: "renamed", configFile: stack.configFile.replace(".test.", ".renamed.") });
      const { steps } = await stack.up();
      expect(steps.filter(({ op }) => op !== "update")).toEqual([]);
      expect(madeIn(choreo)).toEqual(MADE);
      const claims = JSON.stringify(choreo.state()).match(/choreo-azuread\/\w+\/books(?=\\")/g);
      expect([...new Set(claims)]).toEqual(["choreo-azuread/renamed/books"]);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  2 * ENGINE_TIMEOUT,
);
