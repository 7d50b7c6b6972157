import { afterAll, beforeAll } from "@jest/globals";
import type { Report } from "../../../cli/survey/report.ts";
import { type HandMade, makeByHand } from "../../../sandbox/hand-made/index.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { report } from "./run-survey.ts";

/** The world that is made by hand, and what the survey says of it: once for each test file that imports them. */
export let sandbox: Sandbox;
export let made: HandMade;
export let found: Report;

beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  made = await makeByHand(sandbox);
  found = await report(sandbox);
});
afterAll(() => sandbox.stop());
