import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { MADE, madeIn } from "../engine/choreoProgram.ts";
import { configFor, refused, startEmulator } from "./harness.ts";
import { allTypes, Program } from "./program.ts";

// Without the engine; a lost state and a renamed stack go through it in tests/engine/lost-state.test.ts.

let choreo: RunningChoreo;
let before: string;
let runs = 0;
beforeEach(async () => {
  choreo = await startEmulator();
  before = JSON.stringify(choreo.state());
});
afterEach(() => choreo.close());
const config = () => configFor(choreo, { run: ++runs });

/** Without a description of its own, from which the application could not be told to be this stack's. */
const recognisable = (claimant?: string) =>
  allTypes(claimant).map((step) =>
    step.type === "Application" ? { ...step, inputs: { ...step.inputs, description: undefined } } : step,
  );

test("a stack that lost its state finds all that it had made, of every type, without being asked to adopt", async () => {
  const program = new Program(recognisable());
  await program.up(config());
  program.forget();
  await program.up(config());
  expect(madeIn(choreo)).toEqual(MADE);
  expect(program.preview(config())).toEqual([]);
  await program.destroy(config());
  expect(JSON.stringify(choreo.state())).toBe(before);
});

test("another stack takes them over with adopt alone, and says of each what it lacks otherwise", async () => {
  await new Program(recognisable("shop/first/books")).up(config());
  const steps = recognisable("shop/second/books");
  const second = new Program(steps);
  const { message } = await refused(second.up(config()));
  expect(message).toContain("there is an application of this name already");
  expect(message).toContain("adopt: true");

  second.forget();
  second.steps = steps.map((step) =>
    step.type === "Application" ? { ...step, inputs: { ...step.inputs, adopt: true } } : step,
  );
  await second.up(config());
  expect(madeIn(choreo)).toEqual(MADE);
  expect(second.preview(config())).toEqual([]);
});
