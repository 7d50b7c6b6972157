import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RunningChoreo, SwitchChanges } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import { decide, refusedUp } from "./approvals.ts";
import { CONFIG, environmentOf, MADE, madeIn, PROGRAM, startControlPlane } from "./choreoProgram.ts";
import { ENGINE_TIMEOUT, withProgram } from "./harness.ts";

type Workflows = NonNullable<SwitchChanges["workflows"]>;

let choreo: RunningChoreo;
let before: string;
beforeEach(async () => {
  choreo = await startControlPlane();
  before = JSON.stringify(choreo.state());
});
afterEach(() => choreo.close());

const withStack = (source: string, work: (stack: Stack) => Promise<void>) =>
  withProgram(source, { config: CONFIG, env: environmentOf(choreo) }, work);

const switchTo = (workflows: Workflows) => choreo.setSwitches({ workflows });

/** A preview succeeds, writes nothing, and shows at most that what waits will be looked at again. */
async function expectQuiet(stack: Stack): Promise<void> {
  choreo.clearRequests();
  const { steps } = await stack.preview();
  expect(choreo.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  const others = steps.filter(({ op }) => op !== "create").map(({ op }) => op);
  expect(others).toEqual(["update"]);
}

test(
  "each thing that waits is named with the place to approve it, and the next up goes on from there",
  async () => {
    const waits = {
      lifecycle:
        /The publication of the API "books" waits for approval\. Approve it under Tasks > API State Change/,
      application:
        /The application "storefront" waits for approval\. Approve it under Tasks > Application Creation/,
      key: /The client id 1f0c2d3e\S+ in the application \S+ waits for approval\. .*Tasks > Application Registration/,
      subscription:
        /The subscription of the application \S+ to the API \S+ waits .*Tasks > Subscription Creation/,
    };
    switchTo({ lifecycle: true, application: true, key: true, subscription: true });
    await withStack(PROGRAM, async (stack) => {
      for (const [kind, message] of Object.entries(waits)) {
        expect(await refusedUp(stack)).toMatch(message);
        if (kind === "key") {
          // After a refresh the engine does not remember that the last run failed; our state does.
          await stack.refresh();
          await expectQuiet(stack);
          expect(await refusedUp(stack)).toMatch(message);
        }
        await decide(choreo, "approve");
      }
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      switchTo({ lifecycle: false });
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  ENGINE_TIMEOUT * 4,
);

test(
  "what was turned down is an error that says how to ask again",
  async () => {
    switchTo({ application: true });
    await withStack(PROGRAM, async (stack) => {
      expect(await refusedUp(stack)).toContain("waits for approval");
      await decide(choreo, "reject");
      await stack.refresh();
      const output = await refusedUp(stack);
      expect(output).toContain(
        'The application "storefront" was rejected by the person who had to approve it.',
      );
      expect(output).toContain("To ask again, run `pulumi destroy --target");

      const { resources = [] } = (await stack.exportState()).deployment;
      const { urn } = resources.find(({ type }) => type.endsWith(":Application")) as { urn: string };
      await stack.destroy({ flags: ["--target", urn, "--target-dependents"] });
      expect(await refusedUp(stack)).toContain("waits for approval");
      await decide(choreo, "approve");
      await stack.up();
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  ENGINE_TIMEOUT * 2,
);

test(
  "a publication that was turned down is asked for once more, and says so",
  async () => {
    switchTo({ lifecycle: true });
    await withStack(PROGRAM, async (stack) => {
      expect(await refusedUp(stack)).toContain('The publication of the API "books" waits for approval.');
      await decide(choreo, "reject");
      expect(await refusedUp(stack)).toContain(
        'The publication of the API "books", asked for once more after it was rejected, waits for approval.',
      );
      await decide(choreo, "approve");
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      switchTo({ lifecycle: false });
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  ENGINE_TIMEOUT * 2,
);

test(
  "another plan waits with the old one in force",
  async () => {
    const plan = 'throttlingPolicy: new pulumi.Config("choreo-azuread").get("plan")';
    const program = PROGRAM.replace(
      "applicationId: application.id, apiId }",
      `applicationId: application.id, apiId, ${plan} }`,
    );
    expect(program).not.toBe(PROGRAM);
    await withStack(program, async (stack) => {
      await stack.up();
      switchTo({ subscriptionUpdate: true });
      await stack.setConfig({ ...CONFIG, "choreo-azuread:plan": "Bronze" });
      const message =
        /The subscription .* \(new plan\) waits for approval\. Approve it under Tasks > Subscription Update/;
      expect(await refusedUp(stack)).toMatch(message);
      await stack.refresh();
      await expectQuiet(stack);
      expect(await refusedUp(stack)).toMatch(message);
      await decide(choreo, "approve");
      await stack.up();
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  ENGINE_TIMEOUT * 2,
);

test(
  "a deletion that waits is told, and nothing is built on what is going to be deleted",
  async () => {
    await withStack(PROGRAM, async (stack) => {
      await stack.up();
      switchTo({ applicationDeletion: true });
      const { output } = await stack.destroy();
      expect(output).toContain(
        'The deletion of the application "storefront" waits for approval: Tasks > Application Deletion',
      );
      expect(await refusedUp(stack)).toMatch(
        /Create the application "storefront": the earlier one is still there, because its deletion waits for approval[\s\S]*Tasks > Application Deletion/,
      );
      await decide(choreo, "approve");
      await stack.up();
      expect(madeIn(choreo)).toEqual(MADE);
      switchTo({ applicationDeletion: false });
      await stack.destroy();
    });
    expect(JSON.stringify(choreo.state())).toBe(before);
  },
  ENGINE_TIMEOUT * 2,
);
