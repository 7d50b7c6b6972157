import { describe, expect, test } from "@jest/globals";
import type { WorkflowKind } from "../../../sandbox/choreo/options.ts";
import { books, changeLifecycle, flavours, harnessFor, makeApplication, refusalOf } from "./harness.ts";

describe.each(flavours)("what waits for approval in %s", (flavour) => {
  const harness = harnessFor({ flavour });
  const handle = async (path: string, body?: object) =>
    (
      await harness.raw(body ? "POST" : "GET", `${harness.choreo.url}/_sandbox/choreo/${path}`, {
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    ).body;
  const switchOn = (kind: WorkflowKind) => handle("switches", { workflows: { [kind]: true } });
  const pending = async () => (await handle("pending")).map(({ id: _, ...task }: { id: string }) => task);
  const applicationOf = async (id: string) => (await harness.devportal("GET", `/applications/${id}`)).body;
  const gateway = () => harness.choreo.controlPlane.gatewayView();

  const subscribe = (applicationId: string) =>
    harness.devportal("POST", "/subscriptions", { apiId: books, applicationId, throttlingPolicy: "Bronze" });
  const map = (id: string) =>
    harness.devportal("POST", `/applications/${id}/map-keys`, {
      consumerKey: "client",
      keyManager: "AzureAD",
      keyType: "PRODUCTION",
    });
  const publishedWithSubscription = async () => {
    await changeLifecycle(harness, "Publish");
    return (await subscribe(await makeApplication(harness))).body;
  };

  test.each([
    ["approve", "APPROVED", 1],
    ["reject", "REJECTED", 0],
  ] as const)("an application, then %s", async (verdict, status, usable) => {
    await changeLifecycle(harness, "Publish");
    await switchOn("application");
    const id = await makeApplication(harness);
    expect((await applicationOf(id)).status).toBe("CREATED");
    expect(await pending()).toEqual([{ kind: "application", subject: id }]);
    expect(refusalOf(await subscribe(id))).toEqual({ status: 400, code: 900309 });
    expect(refusalOf(await map(id))).toEqual({ status: 400, code: 900309 });

    expect(await handle(verdict, { kind: "application" })).toEqual({ decided: 1 });
    expect((await applicationOf(id)).status).toBe(status);
    expect(await pending()).toEqual([]);
    await subscribe(id);
    await map(id);
    expect(gateway().subscriptions).toHaveLength(usable);
    expect(gateway().keyMappings).toHaveLength(usable);
  });

  test.each([
    ["approve", 404],
    ["reject", 200],
  ] as const)("the deletion of an application, then %s", async (verdict, status) => {
    await switchOn("applicationDeletion");
    const id = await makeApplication(harness);
    expect(await harness.devportal("DELETE", `/applications/${id}`)).toMatchObject({ status: 201 });
    expect((await applicationOf(id)).status).toBe("DELETE_PENDING");
    const again = await harness.devportal("DELETE", `/applications/${id}`);
    expect(refusalOf(again)).toEqual({ status: 400, code: 400 });
    await handle(verdict, {});
    expect((await harness.devportal("GET", `/applications/${id}`)).status).toBe(status);
    if (status === 200) expect((await applicationOf(id)).status).toBe("APPROVED");
  });

  test.each([
    ["approve", "COMPLETED", 1],
    ["reject", "REJECTED", 0],
  ] as const)("a key, then %s", async (verdict, state, mapped) => {
    await switchOn("key");
    const id = await makeApplication(harness);
    expect((await map(id)).body.keyState).toBe("CREATED");
    expect(gateway().keyMappings).toEqual([]);
    expect(refusalOf(await map(id))).toEqual({ status: 409, code: 901409 });
    await handle(verdict, { kind: "key" });
    const { body } = await harness.devportal("GET", `/applications/${id}/oauth-keys`);
    expect(body.list).toMatchObject([{ keyState: state }]);
    expect(gateway().keyMappings).toHaveLength(mapped);
  });

  test.each([
    ["approve", "UNBLOCKED"],
    ["reject", "REJECTED"],
  ] as const)("a subscription, then %s", async (verdict, status) => {
    await switchOn("subscription");
    const { subscriptionId, status: first } = await publishedWithSubscription();
    expect(first).toBe("ON_HOLD");
    await handle(verdict, { subject: subscriptionId });
    const { body } = await harness.devportal("GET", `/subscriptions/${subscriptionId}`);
    expect(body.status).toBe(status);
    expect(gateway().subscriptions).toMatchObject([{ status }]);
  });

  test.each([
    ["approve", "Unlimited"],
    ["reject", "Bronze"],
  ] as const)("another plan, then %s", async (verdict, throttlingPolicy) => {
    await switchOn("subscriptionUpdate");
    const body = await publishedWithSubscription();
    const path = `/subscriptions/${body.subscriptionId}`;
    const wish = { ...body, throttlingPolicy: "Unlimited", requestedThrottlingPolicy: "Unlimited" };
    expect((await harness.devportal("PUT", path, wish)).body).toMatchObject({
      throttlingPolicy: "Bronze",
      requestedThrottlingPolicy: "Unlimited",
      status: "TIER_UPDATE_PENDING",
    });
    await handle(verdict, {});
    expect((await harness.devportal("GET", path)).body).toMatchObject({
      throttlingPolicy,
      requestedThrottlingPolicy: throttlingPolicy,
      status: "UNBLOCKED",
    });
  });

  test.each([
    ["approve", 404],
    ["reject", 200],
  ] as const)("the deletion of a subscription, then %s", async (verdict, status) => {
    await switchOn("subscriptionDeletion");
    const path = `/subscriptions/${(await publishedWithSubscription()).subscriptionId}`;
    expect(await harness.devportal("DELETE", path)).toMatchObject({ status: 201, body: "" });
    expect((await harness.devportal("GET", path)).body.status).toBe("DELETE_PENDING");
    expect(refusalOf(await harness.devportal("DELETE", path))).toEqual({ status: 400, code: 400 });
    await handle(verdict, {});
    expect((await harness.devportal("GET", path)).status).toBe(status);
  });

  test.each([
    ["approve", "PUBLISHED", null],
    ["reject", "CREATED", "REJECTED"],
  ] as const)("a change of the lifecycle, then %s", async (verdict, lifeCycleStatus, workflowStatus) => {
    await switchOn("lifecycle");
    expect((await changeLifecycle(harness, "Publish")).body).toMatchObject({
      workflowStatus: "CREATED",
      lifecycleState: { state: "Created" },
    });
    expect(await pending()).toEqual([{ kind: "lifecycle", subject: books }]);
    expect(refusalOf(await changeLifecycle(harness, "Publish"))).toEqual({ status: 409, code: 900553 });
    await handle(verdict, {});
    const { body } = await harness.publisher("GET", `/apis/${books}`);
    expect(body).toMatchObject({ lifeCycleStatus, workflowStatus });
  });

  test("a waiting change of the lifecycle can be taken back", async () => {
    await switchOn("lifecycle");
    await changeLifecycle(harness, "Publish");
    const path = `/apis/${books}/lifecycle-state/pending-tasks`;
    expect(await harness.publisher("DELETE", path)).toMatchObject({ status: 200 });
    expect(await pending()).toEqual([]);
    expect(refusalOf(await harness.publisher("DELETE", path))).toEqual({ status: 412, code: 900557 });
    expect(await changeLifecycle(harness, "Publish")).toMatchObject({ status: 200 });
  });

  test("a task leaves with its subject", async () => {
    await switchOn("subscription");
    await switchOn("key");
    const { subscriptionId, applicationId } = await publishedWithSubscription();
    expect(await pending()).toEqual([{ kind: "subscription", subject: subscriptionId }]);
    await harness.devportal("DELETE", `/subscriptions/${subscriptionId}`);
    expect(await pending()).toEqual([]);
    const { body: key } = await map(applicationId);
    expect(await pending()).toEqual([{ kind: "key", subject: key.keyMappingId }]);
    await subscribe(applicationId);
    await harness.devportal("DELETE", `/applications/${applicationId}`);
    expect(await pending()).toEqual([]);
  });
});
