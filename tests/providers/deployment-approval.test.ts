import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { decide } from "../engine/approvals.ts";
import { configFor, refused, startEmulator } from "./harness.ts";
import { allTypes, Program } from "./program.ts";

// Only API Manager lets deployments wait for approval.

const WAITS =
  /The deployment to Default waits for approval\. Approve it under Tasks > API Revision Deployment .*, then run `pulumi up` again/;

interface Deployed {
  apis: { name: string; deployed: { status?: string }[] }[];
}

let choreo: RunningChoreo;
let before: string;
let program: Program;
let runs = 0;
beforeEach(async () => {
  choreo = await startEmulator({ flavour: "apim" });
  before = JSON.stringify(choreo.state());
  program = new Program(firstStep());
  review(true);
});
afterEach(() => choreo.close());

/** Step 1 of the guide alone: permissions and their deployment. */
const firstStep = (trigger = "1") =>
  allTypes()
    .slice(0, 2)
    .map((step) => (step.type === "ApiDeployment" ? { ...step, inputs: { ...step.inputs, trigger } } : step));
const review = (deployment: boolean) => choreo.setSwitches({ workflows: { deployment } });
const config = () => configFor(choreo, { run: ++runs });
const refusedUp = async () => (await refused(program.up(config()))).message;
const booksOf = (state: unknown) => (state as Deployed).apis.find(({ name }) => name === "books");
const deployments = () => booksOf(choreo.state())?.deployed.map(({ status = "APPROVED" }) => status);

/** What a destroy gives back would wait as well. */
async function destroyWithoutReview(): Promise<void> {
  review(false);
  await program.destroy(config());
  expect(JSON.stringify(choreo.state())).toBe(before);
}

test("what waits is named, looked at again by the next up, and not taken for drift by a refresh", async () => {
  expect(await refusedUp()).toMatch(WAITS);
  expect(deployments()).toEqual(["APPROVED", "CREATED"]);
  expect(await program.refresh(config())).toEqual([]);
  choreo.clearRequests();
  expect(await refusedUp()).toMatch(WAITS);
  const writes = choreo.requests().filter(({ method, path }) => method !== "GET" && path.startsWith("/api/"));
  expect(writes).toEqual([]);

  await decide(choreo, "approve");
  await program.up(config());
  expect(deployments()).toEqual(["APPROVED"]);
  expect(program.preview(config())).toEqual([]);
  await destroyWithoutReview();
});

test("a destroy takes back what waits and leaves nothing", async () => {
  expect(await refusedUp()).toMatch(WAITS);
  await program.destroy(config());
  expect(JSON.stringify(choreo.state())).toBe(before);
});

test("a newer deployment takes the place of the one that waits", async () => {
  expect(await refusedUp()).toMatch(WAITS);
  program.steps = firstStep("2");
  expect(await refusedUp()).toMatch(WAITS);
  expect(deployments()).toEqual(["APPROVED", "CREATED"]);
  await decide(choreo, "approve");
  await program.up(config());
  await destroyWithoutReview();
});

test("one that was turned down is an error, and the next up asks again", async () => {
  expect(await refusedUp()).toMatch(WAITS);
  await decide(choreo, "reject");
  expect(await refusedUp()).toContain("the deployment to Default was turned down or failed at a gateway");
  expect(await refusedUp()).toMatch(WAITS);
  await decide(choreo, "approve");
  await program.up(config());
  await destroyWithoutReview();
});

test("a destroy whose way back waits for approval says so", async () => {
  review(false);
  await program.up(config());
  review(true);
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  try {
    await program.destroy(config());
    expect(warn.mock.calls.flat().join()).toMatch(
      /The gateways keep the permissions of the API \S+ until the deployment to Default is approved: Tasks > API Revision Deployment/,
    );
  } finally {
    warn.mockRestore();
  }
  await decide(choreo, "approve");
  expect(booksOf(choreo.state())?.deployed).toEqual(booksOf(JSON.parse(before))?.deployed);
});
