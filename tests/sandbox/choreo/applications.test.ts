import { describe, expect, test } from "@jest/globals";
import {
  books,
  changeLifecycle,
  flavours,
  harnessFor,
  makeApplication,
  refusalOf,
  tokenOfAnother,
} from "./harness.ts";

describe.each(flavours)("applications of %s", (flavour) => {
  const harness = harnessFor({ flavour });
  const call = (method: string, path = "", body?: unknown) =>
    harness.devportal(method, `/applications${path}`, body);
  const post = (body: object) =>
    call("POST", "", { name: "storefront", throttlingPolicy: "Unlimited", ...body });
  const owner = flavour === "choreo" ? "7b0e6f52-9d6b-4a0e-8f3a-1c2d3e4f5a01" : expect.any(String);

  test("made, read, changed, deleted", async () => {
    const created = await post({ description: "The shop", attributes: { team: "web" } });
    const { applicationId: id } = created.body;
    expect(created).toMatchObject({
      status: 201,
      body: {
        name: "storefront",
        description: "The shop",
        status: "APPROVED",
        tokenType: "JWT",
        owner,
        attributes: { team: "web" },
        subscriptionCount: 0,
        subscriptionScopes: [],
        keys: [],
      },
    });
    expect("visibility" in created.body).toBe(flavour === "apim");
    expect(created.headers.get("location")).toBe(`/applications/${id}`);
    const change = {
      name: "shop",
      throttlingPolicy: "10PerMin",
      description: "",
      owner: "eve",
      status: "REJECTED",
    };
    expect(await call("PUT", `/${id}`, change)).toMatchObject({
      status: 200,
      body: { name: "shop", throttlingPolicy: "10PerMin", attributes: {}, owner, status: "APPROVED" },
    });
    expect((await call("GET", `/${id}`)).body).toMatchObject({ name: "shop", description: "" });
    expect(await call("DELETE", `/${id}`)).toMatchObject({ status: 200, body: "" });
    for (const reply of [
      await call("GET", `/${id}`),
      await call("DELETE", `/${id}`),
      await call("PUT", `/${id}`, change),
    ]) {
      expect(reply).toMatchObject({
        status: 404,
        body: {
          code: 404,
          message: "Not Found",
          description: `Requested Application with Id '${id}' not found`,
        },
      });
    }
  });

  test("tokenType is JWT whatever is asked for", async () => {
    expect((await post({ tokenType: "OAUTH" })).body.tokenType).toBe("JWT");
  });

  test("a name is taken once by an owner, whatever its case", async () => {
    await post({});
    expect(await post({ name: "StoreFront" })).toMatchObject({
      status: 409,
      body: {
        code: 409,
        message: "Resource Already Exists",
        description: "An application already exists with name StoreFront",
      },
    });
    const other = await makeApplication(harness, "other");
    const renamed = await call("PUT", `/${other}`, { name: "STOREFRONT", throttlingPolicy: "Unlimited" });
    expect(refusalOf(renamed)).toEqual({ status: 409, code: 409 });
    const same = await call("PUT", `/${other}`, { name: "Other", throttlingPolicy: "Unlimited" });
    expect(same).toMatchObject({ status: 200 });
    harness.useToken(await tokenOfAnother(harness));
    expect(await post({})).toMatchObject({ status: 201 });
  });

  test.each([
    ["no name", { name: undefined }],
    ["an empty name", { name: "" }],
    ["101 characters", { name: "x".repeat(101) }],
    ["a space before", { name: " storefront" }],
    ["a space after", { name: "storefront " }],
    ["bad characters", { name: "store<front>" }],
    ["no policy", { throttlingPolicy: undefined }],
    ["an unknown policy", { throttlingPolicy: "1000PerMin" }],
    ["a description of 513 characters", { description: "x".repeat(513) }],
    ["an unknown token type", { tokenType: "OPAQUE" }],
    ["an unknown property", { colour: "red" }],
  ])("%s is a bad request", async (_, change) => {
    expect(refusalOf(await post(change))).toEqual({ status: 400, code: 400 });
    const id = await makeApplication(harness);
    const changed = { name: "storefront", throttlingPolicy: "Unlimited", ...change };
    expect(refusalOf(await call("PUT", `/${id}`, changed))).toEqual({ status: 400, code: 400 });
  });

  test("longest name and description", async () => {
    const longest = { name: "x".repeat(100), description: "x".repeat(512) };
    expect(await post(longest)).toMatchObject({ status: 201, body: longest });
  });

  test("others cannot change or delete it, nor see it in the list", async () => {
    const id = await makeApplication(harness);
    harness.useToken(await tokenOfAnother(harness));
    const body = { name: "mine", throttlingPolicy: "Unlimited" };
    expect(refusalOf(await call("PUT", `/${id}`, body))).toEqual({ status: 403, code: 403 });
    expect(refusalOf(await call("DELETE", `/${id}`))).toEqual({ status: 403, code: 403 });
    expect((await call("GET")).body.count).toBe(0);
    harness.useToken();
    expect((await call("GET", `/${id}`)).body.name).toBe("storefront");
  });

  test("the search is a LIKE, in pages and in order", async () => {
    for (const name of ["shop", "shop-2", "My Shop", "books"]) await makeApplication(harness, name);
    const names = async (query: string) =>
      (await call("GET", `?${query}`)).body.list.map((one: { name: string }) => one.name);
    expect(await names("query=shop")).toEqual(["My Shop", "shop", "shop-2"]);
    expect(await names("query=shop&sortBy=name&sortOrder=desc")).toEqual(["shop-2", "shop", "My Shop"]);
    const page = await call("GET", "?query=shop&limit=2&offset=0");
    expect(page.body).toMatchObject({
      count: 2,
      pagination: { total: 3, next: "/applications?limit=2&offset=2&query=shop", previous: "" },
    });
    expect((await call("GET", "?limit=2&offset=4")).body).toMatchObject({ count: 0, list: [] });
  });

  test("the scopes of subscribed APIs stand in it by their full names", async () => {
    const scopes = { read: ["GET /x"] };
    const apiId = harness.choreo.createApi({
      name: "shelves",
      operations: ["GET /x"],
      scopes,
      publish: true,
    });
    const applicationId = await makeApplication(harness);
    await harness.devportal("POST", "/subscriptions", {
      apiId,
      applicationId,
      throttlingPolicy: "Unlimited",
    });
    expect((await call("GET", `/${applicationId}`)).body).toMatchObject({
      subscriptionCount: 1,
      subscriptionScopes: [{ key: "urn:taylordean:shelves:read", name: "read", roles: [], description: "" }],
    });
  });

  test("its deletion takes keys and subscriptions along", async () => {
    await changeLifecycle(harness, "Publish");
    const applicationId = await makeApplication(harness);
    const mapped = await call("POST", `/${applicationId}/map-keys`, {
      consumerKey: "client",
      keyManager: "AzureAD",
      keyType: "PRODUCTION",
    });
    const subscription = { apiId: books, applicationId, throttlingPolicy: "Unlimited" };
    const { body } = await harness.devportal("POST", "/subscriptions", subscription);
    await call("DELETE", `/${applicationId}`);
    expect(await harness.devportal("GET", `/subscriptions/${body.subscriptionId}`)).toMatchObject({
      status: 404,
    });
    expect(harness.choreo.controlPlane.gatewayView()).toMatchObject({
      applications: [],
      keyMappings: [],
      subscriptions: [],
    });
    // The client id is free again.
    const next = await makeApplication(harness);
    const again = { consumerKey: mapped.body.consumerKey, keyManager: "AzureAD", keyType: "SANDBOX" };
    expect(await call("POST", `/${next}/map-keys`, again)).toMatchObject({ status: 200 });
  });
});
