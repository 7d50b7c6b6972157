import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import { CONFIG, environmentOf, MADE, madeIn, PROGRAM, startControlPlane } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

let choreo: RunningChoreo;
let before: string;
beforeEach(async () => {
  choreo = await startControlPlane();
  before = JSON.stringify(choreo.state());
});
afterEach(() => choreo.close());

const withStack = (source: string, name: string, work: (stack: Stack) => Promise<void>) =>
  withProgram(source, { name, config: CONFIG, env: environmentOf(choreo) }, work);

async function loseState(stack: Stack): Promise<void> {
  const state = await stack.exportState();
  await stack.importState({ ...state, deployment: { ...state.deployment, resources: [] } });
}

test(
  "a stack that lost its state finds all that it had made, of every type, without being asked to adopt",
  () =>
    withStack(PROGRAM, "test", async (stack) => {
      await stack.up();
      await loseState(stack);
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
      expect(JSON.stringify(choreo.state())).toBe(before);
    }),
  ENGINE_TIMEOUT * 2,
);

test(
  "another stack takes them over with adopt alone, and says of each what it lacks otherwise",
  async () => {
    const adopting = PROGRAM.replace('{ name: "storefront" }', '{ name: "storefront", adopt: true }');
    expect(adopting).not.toBe(PROGRAM);
    await withStack(PROGRAM, "first", async (first) => {
      await first.up();
      await loseState(first);
      await withStack(PROGRAM, "second", async (second) => {
        const { output, exitCode } = await second.up({ mayFail: true });
        expect(exitCode).not.toBe(0);
        expect(output).toContain("there is an application of this name already");
        expect(output).toContain("adopt: true");
      });
      await withStack(adopting, "second", async (second) => {
        await second.up();
        expect(madeIn(choreo)).toEqual(MADE);
        expect((await second.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      });
    });
  },
  ENGINE_TIMEOUT * 2,
);

test(
  "a stack that is renamed keeps everything, under its new name",
  () =>
    withStack(PROGRAM, "test", async (stack) => {
      await stack.up();
      const made = madeIn(choreo);
      await stack.cli(["stack", "rename", "renamed", "--stack", "test"]);
      // Its configuration file has been renamed along with it.
      Object.assign(stack, { name: "renamed", configFile: stack.configFile.replace(".test.", ".renamed.") });
      const { steps } = await stack.up();
      expect(steps.filter(({ op }) => op !== "update")).toEqual([]);
      expect(madeIn(choreo)).toEqual(made);
      const claims = JSON.stringify(choreo.state()).match(/choreo-azuread\/\w+\/books(?=\\")/g);
      expect([...new Set(claims)]).toEqual(["choreo-azuread/renamed/books"]);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
      expect(JSON.stringify(choreo.state())).toBe(before);
    }),
  ENGINE_TIMEOUT * 2,
);
