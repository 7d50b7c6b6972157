import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  books,
  changeLifecycle,
  flavours,
  harnessFor,
  makeApplication,
  orders,
  refusalOf,
  tokenOfAnother,
} from "./harness.ts";

describe.each(flavours)("subscriptions of %s", (flavour) => {
  const harness = harnessFor({ flavour });
  let applicationId: string;
  beforeEach(async () => {
    await changeLifecycle(harness, "Publish");
    applicationId = await makeApplication(harness);
  });
  const call = (method: string, path = "", body?: unknown) =>
    harness.devportal(method, `/subscriptions${path}`, body);
  const wish = (change: object = {}) => ({
    apiId: books,
    applicationId,
    throttlingPolicy: "Bronze",
    ...change,
  });
  const post = (change: object = {}) => call("POST", "", wish(change));

  test("made, read, found, changed, deleted", async () => {
    const created = await post();
    const { subscriptionId: id } = created.body;
    expect(created).toMatchObject({
      status: 201,
      body: {
        ...wish(),
        requestedThrottlingPolicy: "Bronze",
        status: "UNBLOCKED",
        apiInfo: { name: "books", context: "/books/1.0.0" },
        applicationInfo: { name: "storefront" },
      },
    });
    expect(created.headers.get("location")).toBe(`/subscriptions/${id}`);
    for (const query of [
      `apiId=${books}`,
      `applicationId=${applicationId}`,
      `apiId=${books}&applicationId=${applicationId}`,
    ]) {
      expect((await call("GET", `?${query}`)).body).toMatchObject({
        count: 1,
        list: [{ subscriptionId: id }],
      });
    }
    expect((await call("GET", `?apiId=${orders}&applicationId=${applicationId}`)).body.count).toBe(0);
    const changed = {
      ...created.body,
      throttlingPolicy: "Unlimited",
      requestedThrottlingPolicy: "Unlimited",
    };
    expect(await call("PUT", `/${id}`, changed)).toMatchObject({
      status: 200,
      body: { throttlingPolicy: "Unlimited", status: "UNBLOCKED" },
    });
    expect(await call("DELETE", `/${id}`)).toMatchObject({ status: 200, body: "" });
    for (const reply of [
      await call("GET", `/${id}`),
      await call("PUT", `/${id}`, changed),
      await call("DELETE", `/${id}`),
    ]) {
      expect(refusalOf(reply)).toEqual({ status: 404, code: 404 });
    }
  });

  test("a second one is a conflict, also of one that waits", async () => {
    await post();
    expect(await post({ throttlingPolicy: "Unlimited" })).toMatchObject({
      status: 409,
      body: {
        code: 409,
        description: `Specified subscription already exists for API ${books}, for application ${applicationId}`,
      },
    });
    harness.choreo.setSwitches({ workflows: { subscription: true } });
    await changeLifecycle(harness, "Publish", orders);
    expect((await post({ apiId: orders })).body.status).toBe("ON_HOLD");
    expect(refusalOf(await post({ apiId: orders }))).toEqual({ status: 409, code: 409 });
  });

  test.each([
    ["no API", { apiId: undefined }, 400, 400],
    ["an unknown application", { applicationId: "unknown" }, 404, 404],
    ["an unknown API", { apiId: "unknown" }, 404, 404],
    ["a plan that the API does not offer", { throttlingPolicy: "Gold" }, 403, 902002],
    ["an internal plan", { throttlingPolicy: "DefaultSubscriptionless" }, 400, 902019],
    ["an API that is not published", { apiId: orders }, 500, 500],
    ["an unknown property", { colour: "red" }, 400, 400],
    ["no plan", { throttlingPolicy: undefined }, 400, 400],
  ])("%s is refused", async (_, change, status, code) => {
    expect(refusalOf(await post(change))).toEqual({ status, code });
    expect(harness.choreo.controlPlane.gatewayView().subscriptions).toEqual([]);
  });

  test("prototyped APIs can be subscribed, blocked and deprecated ones cannot", async () => {
    await changeLifecycle(harness, "Deploy as a Prototype", orders);
    expect(await post({ apiId: orders })).toMatchObject({ status: 201 });
    for (const action of ["Block", "Deprecate"]) {
      await changeLifecycle(harness, action);
      expect(refusalOf(await post())).toEqual({ status: 500, code: 500 });
    }
  });

  test("only the application's owner may subscribe it", async () => {
    harness.useToken(await tokenOfAnother(harness));
    expect(refusalOf(await post())).toEqual({ status: 403, code: 403 });
  });

  test("the list needs an API or an application", async () => {
    expect(refusalOf(await call("GET"))).toEqual({ status: 400, code: 400 });
    expect(refusalOf(await call("GET", "?applicationId=unknown"))).toEqual({ status: 404, code: 404 });
    await post();
    const page = await call("GET", `?applicationId=${applicationId}&limit=1&offset=1`);
    expect(page.body).toMatchObject({ count: 0, pagination: { total: 1, offset: 1, limit: 1 } });
  });

  test("an update changes the plan alone, and needs API and status", async () => {
    const { body } = await post();
    const put = (change: object) => call("PUT", `/${body.subscriptionId}`, { ...body, ...change });
    expect(refusalOf(await put({ apiId: undefined }))).toEqual({ status: 400, code: 400 });
    expect(refusalOf(await put({ status: undefined }))).toEqual({ status: 400, code: 400 });
    for (const status of ["BLOCKED", "ON_HOLD", "REJECTED"]) {
      expect(refusalOf(await put({ status }))).toEqual({ status: 400, code: 400 });
    }
    expect(refusalOf(await put({ requestedThrottlingPolicy: "Gold" }))).toEqual({
      status: 403,
      code: 902002,
    });
    const moved = await put({ apiId: orders, applicationId: "other" });
    expect(moved).toMatchObject({ status: 200, body: { apiId: books, applicationId } });
  });

  test("the Publisher blocks and unblocks; a blocked one is neither changed nor made again", async () => {
    const { body } = await post();
    const publisher = (verb: string, query = "") =>
      harness.publisher("POST", `/subscriptions/${verb}?subscriptionId=${body.subscriptionId}${query}`);
    expect(await publisher("block-subscription", "&blockState=BLOCKED")).toMatchObject({ status: 200 });
    expect((await call("GET", `/${body.subscriptionId}`)).body.status).toBe("BLOCKED");
    expect(refusalOf(await call("PUT", `/${body.subscriptionId}`, body))).toEqual({ status: 400, code: 400 });
    expect(refusalOf(await post())).toEqual({ status: 500, code: 500 });
    expect((await harness.publisher("GET", `/subscriptions?apiId=${books}`)).body.list).toMatchObject([
      { subscriptionStatus: "BLOCKED", applicationInfo: { name: "storefront" } },
    ]);
    await publisher("unblock-subscription");
    expect((await call("GET", `/${body.subscriptionId}`)).body.status).toBe("UNBLOCKED");
  });

  if (flavour === "apim") {
    test("versionRange is an unrecognized property", async () => {
      expect(await post({ versionRange: "v1" })).toMatchObject({
        status: 400,
        body: { description: "Unrecognized property 'versionRange'" },
      });
    });
    return;
  }

  describe("versionRange", () => {
    const make = (version: string) =>
      harness.choreo.createApi({
        name: "shelves",
        version,
        context: `/s${version}`,
        operations: ["GET /x"],
        publish: true,
      });

    test("covers the API's major version", async () => {
      const created = await post({ apiId: make("v1.2"), versionRange: "v1" });
      expect(created).toMatchObject({ status: 201, body: { versionRange: "v1" } });
    });

    test.each([
      ["no range", "v1.2", "latest", 400, 9020005],
      ["another major version", "v1.2", "v2", 403, 9020006],
      ["a version without v", "1.2", "v1", 403, 9020006],
    ])("%s is refused", async (_, version, versionRange, status, code) => {
      expect(refusalOf(await post({ apiId: make(version), versionRange }))).toEqual({ status, code });
    });

    test("is taken once for all versions of an API", async () => {
      await post({ apiId: make("v1.0"), versionRange: "v1" });
      const second = await post({ apiId: make("v1.1"), versionRange: "v1" });
      expect(refusalOf(second)).toEqual({ status: 409, code: 9020007 });
    });
  });
});
