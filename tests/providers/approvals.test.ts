import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { RunningChoreo, SwitchChanges } from "../../sandbox/choreo/index.ts";
import { decide } from "../engine/approvals.ts";
import { MADE, madeIn } from "../engine/choreoProgram.ts";
import { letTimePassAtOnce } from "./atOnce.ts";
import { configFor, refused, startEmulator } from "./harness.ts";
import { allTypes, Program } from "./program.ts";

// What API Manager lets wait for a person, without the engine; one case goes through it in tests/inProcess/approvals.test.ts.

type Workflows = NonNullable<SwitchChanges["workflows"]>;

letTimePassAtOnce();
let choreo: RunningChoreo;
let before: string;
let program: Program;
let runs = 0;
beforeEach(async () => {
  choreo = await startEmulator();
  before = JSON.stringify(choreo.state());
  program = new Program();
});
afterEach(() => choreo.close());

const switchTo = (workflows: Workflows) => choreo.setSwitches({ workflows });
/** A process of its own for each run, which remembers nothing. */
const config = () => configFor(choreo, { run: ++runs });
const refusedUp = async () => (await refused(program.up(config()))).message;

async function expectDestroyed(): Promise<void> {
  await program.destroy(config());
  expect(JSON.stringify(choreo.state())).toBe(before);
}

test("each thing that waits is named with the place to approve it, and the next up goes on from there", async () => {
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
  for (const [kind, message] of Object.entries(waits)) {
    expect(await refusedUp()).toMatch(message);
    if (kind === "key") {
      // After a refresh the engine does not remember that the last run failed; our state does.
      await program.refresh(config());
      expect(program.preview(config())).toEqual(["update IdpKey", "create Subscription"]);
      expect(await refusedUp()).toMatch(message);
    }
    await decide(choreo, "approve");
  }
  await program.up(config());
  expect(madeIn(choreo)).toEqual(MADE);
  expect(program.preview(config())).toEqual([]);
  switchTo({ lifecycle: false });
  await expectDestroyed();
});

test("what was turned down is an error that says how to ask again", async () => {
  switchTo({ application: true });
  expect(await refusedUp()).toContain("waits for approval");
  await decide(choreo, "reject");
  await program.refresh(config());
  const message = await refusedUp();
  expect(message).toContain('The application "storefront" was rejected by the person who had to approve it.');
  expect(message).toContain("To ask again, run `pulumi destroy --target");

  await program.destroy(config(), "Application");
  expect(await refusedUp()).toContain("waits for approval");
  await decide(choreo, "approve");
  await program.up(config());
  await expectDestroyed();
});

test("a publication that was turned down is asked for once more, and says so", async () => {
  switchTo({ lifecycle: true });
  expect(await refusedUp()).toContain('The publication of the API "books" waits for approval.');
  await decide(choreo, "reject");
  expect(await refusedUp()).toContain(
    'The publication of the API "books", asked for once more after it was rejected, waits for approval.',
  );
  await decide(choreo, "approve");
  await program.up(config());
  expect(madeIn(choreo)).toEqual(MADE);
  switchTo({ lifecycle: false });
  await expectDestroyed();
});

test("another plan waits with the old one in force", async () => {
  await program.up(config());
  switchTo({ subscriptionUpdate: true });
  program.steps = allTypes().map((step) =>
    step.type === "Subscription" && typeof step.inputs === "function"
      ? { ...step, inputs: withPlan(step.inputs, "Bronze") }
      : step,
  );
  const message =
    /The subscription .* \(new plan\) waits for approval\. Approve it under Tasks > Subscription Update/;
  expect(await refusedUp()).toMatch(message);
  await program.refresh(config());
  expect(program.preview(config())).toEqual(["update Subscription"]);
  expect(await refusedUp()).toMatch(message);
  await decide(choreo, "approve");
  await program.up(config());
  expect(program.preview(config())).toEqual([]);
  await expectDestroyed();
});

type Inputs = (idOf: (type: string) => string) => Record<string, unknown>;
const withPlan =
  (inputs: Inputs, throttlingPolicy: string): Inputs =>
  (idOf) => ({ ...inputs(idOf), throttlingPolicy });

test("a deletion that waits is told, and nothing is built on what is going to be deleted", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  try {
    await program.up(config());
    switchTo({ applicationDeletion: true });
    await program.destroy(config());
    expect(warn.mock.calls.flat().join()).toContain(
      'The deletion of the application "storefront" waits for approval: Tasks > Application Deletion',
    );
    expect(await refusedUp()).toMatch(
      /Create the application "storefront": the earlier one is still there, because its deletion waits for approval[\s\S]*Tasks > Application Deletion/,
    );
    await decide(choreo, "approve");
    await program.up(config());
    expect(madeIn(choreo)).toEqual(MADE);
    switchTo({ applicationDeletion: false });
    await expectDestroyed();
  } finally {
    warn.mockRestore();
  }
});
