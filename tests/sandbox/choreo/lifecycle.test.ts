import { describe, expect, test } from "@jest/globals";
import { books, changeLifecycle, flavours, harnessFor, refusalOf } from "./harness.ts";

/** APILifeCycle.json: how to get to each state, and what it allows. */
const states: [string, string[], Record<string, string>][] = [
  ["Created", [], { Publish: "Published", "Deploy as a Prototype": "Prototyped" }],
  [
    "Prototyped",
    ["Deploy as a Prototype"],
    { Publish: "Published", "Demote to Created": "Created", "Deploy as a Prototype": "Prototyped" },
  ],
  [
    "Published",
    ["Publish"],
    {
      Block: "Blocked",
      "Deploy as a Prototype": "Prototyped",
      "Demote to Created": "Created",
      Deprecate: "Deprecated",
      Publish: "Published",
    },
  ],
  ["Blocked", ["Publish", "Block"], { Deprecate: "Deprecated", "Re-Publish": "Published" }],
  ["Deprecated", ["Publish", "Deprecate"], { Retire: "Retired" }],
  ["Retired", ["Publish", "Deprecate", "Retire"], {}],
];
const actions = [...new Set(states.flatMap(([, , allowed]) => Object.keys(allowed)))];

describe.each(flavours)("lifecycle of %s", (flavour) => {
  const harness = harnessFor({ flavour });
  const state = async () => (await harness.publisher("GET", `/apis/${books}/lifecycle-state`)).body;
  const bring = async (way: string[]) => {
    await harness.raw("POST", `${harness.choreo.url}/_sandbox/reset`);
    for (const action of way) await changeLifecycle(harness, action);
  };

  test.each(states)("%s allows its actions and refuses all others", async (name, way, allowed) => {
    for (const action of actions) {
      await bring(way);
      const { state: now, availableTransitions } = await state();
      const offered = availableTransitions.map((one: { event: string; targetState: string }) => [
        one.event,
        one.targetState,
      ]);
      expect({ now, offered: Object.fromEntries(offered) }).toEqual({ now: name, offered: allowed });
      const reply = await changeLifecycle(harness, action);
      if (allowed[action]) {
        expect(reply).toMatchObject({
          status: 200,
          body: { workflowStatus: "APPROVED", lifecycleState: { state: allowed[action] } },
        });
      } else {
        expect(refusalOf(reply)).toEqual({ status: 400, code: 903234 });
        for (const other of Object.keys(allowed)) expect(reply.body.description).toContain(other);
      }
      const { body } = await harness.publisher("GET", `/apis/${books}`);
      expect(body.lifeCycleStatus).toBe((allowed[action] ?? name).toUpperCase());
    }
  });

  test("an API without a plan cannot be published", async () => {
    const { body } = await harness.publisher("GET", `/apis/${books}`);
    await harness.publisher("PUT", `/apis/${books}`, { ...body, policies: [] });
    expect(refusalOf(await changeLifecycle(harness, "Publish"))).toEqual({ status: 400, code: 900304 });
  });

  test("unknown APIs and actions", async () => {
    expect(refusalOf(await changeLifecycle(harness, "Publish", "unknown"))).toEqual({
      status: 404,
      code: 900308,
    });
    expect(refusalOf(await harness.publisher("GET", "/apis/unknown/lifecycle-state"))).toEqual({
      status: 404,
      code: 900308,
    });
    expect(refusalOf(await changeLifecycle(harness, "Shred"))).toEqual({ status: 400, code: 400 });
  });

  test("the Developer Portal shows published and prototyped APIs alone", async () => {
    const { devportal } = harness;
    const listed = async () => (await devportal("GET", "/apis?query=name:books")).body.count;
    const visible = async () => (await devportal("GET", `/apis/${books}`)).status;
    const seen: [string, number, number][] = [];
    for (const [name, way] of states) {
      await bring(way);
      seen.push([name, await listed(), await visible()]);
    }
    expect(seen).toEqual([
      ["Created", 0, 404],
      ["Prototyped", 1, 200],
      ["Published", 1, 200],
      ["Blocked", 0, 200],
      ["Deprecated", 0, 200],
      ["Retired", 0, 404],
    ]);
  });

  test("an API with subscriptions cannot be deleted", async () => {
    await changeLifecycle(harness, "Publish");
    const { body: application } = await harness.devportal("POST", "/applications", {
      name: "a",
      throttlingPolicy: "Unlimited",
    });
    await harness.devportal("POST", "/subscriptions", {
      apiId: books,
      applicationId: application.applicationId,
      throttlingPolicy: "Unlimited",
    });
    expect(await harness.publisher("DELETE", `/apis/${books}`)).toMatchObject({
      status: 409,
      body: { code: 409, description: expect.stringContaining("active subscriptions exist") },
    });
    await harness.devportal("DELETE", `/applications/${application.applicationId}`);
    expect(await harness.publisher("DELETE", `/apis/${books}`)).toMatchObject({ status: 200 });
    expect(harness.choreo.controlPlane.gatewayView().deployedApis.map(({ name }) => name)).toEqual([
      "orders",
    ]);
  });
});
