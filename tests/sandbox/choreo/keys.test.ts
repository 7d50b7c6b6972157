import { beforeEach, describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { flavours, harnessFor, makeApplication, refusalOf, tokenOfAnother } from "./harness.ts";

const { v2, v1, disabled } = seed.identityProviders;

describe.each(flavours)("keys of %s", (flavour) => {
  const harness = harnessFor({ flavour });
  const isChoreo = flavour === "choreo";
  let application: string;
  beforeEach(async () => {
    application = await makeApplication(harness);
  });
  const wish = { consumerKey: "client", keyManager: v2.name as string, keyType: "PRODUCTION" };
  const map = (change: object = {}, id = application) =>
    harness.devportal("POST", `/applications/${id}/map-keys`, { ...wish, ...change });
  const keys = (method: string, path = "", body?: unknown) =>
    harness.devportal(method, `/applications/${application}/oauth-keys${path}`, body);

  test("a client id alone is enough; the answer is that of the flavour", async () => {
    const { status, body } = await map();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...wish,
      mode: "MAPPED",
      consumerSecret: null,
      keyState: isChoreo ? "APPROVED" : null,
      token: isChoreo ? null : { accessToken: "", validityTime: 0 },
    });
  });

  test("the key manager is echoed as it was sent, is a name in the list and an id alone", async () => {
    for (const [keyManager, keyType] of [
      [v2.name, "PRODUCTION"],
      [v2.id, "SANDBOX"],
    ]) {
      const { body } = await map({ keyManager, keyType, consumerKey: `client-${keyType}` });
      expect(body.keyManager).toBe(keyManager);
      const one = await keys("GET", `/${body.keyMappingId}`);
      expect(one.body).toMatchObject({ keyManager: v2.id, keyState: "COMPLETED", mode: "MAPPED", keyType });
    }
    expect((await keys("GET")).body).toMatchObject({
      count: 2,
      list: [
        { keyManager: v2.name, consumerKey: "client-PRODUCTION", keyState: "COMPLETED" },
        { keyManager: v2.name, consumerKey: "client-SANDBOX" },
      ],
    });
  });

  test("without a key manager it is the resident one", async () => {
    await map({ keyManager: undefined });
    expect((await keys("GET")).body.list).toMatchObject([{ keyManager: "Resident Key Manager" }]);
  });

  test.each([
    ["the same again", {}, "same"],
    ["another client id in the same place", { consumerKey: "other" }, "same"],
    ["the client id under the other key type", { keyType: "SANDBOX" }, "same"],
    ["the client id in another application", {}, "other"],
    ["the same by the key manager's id", { keyManager: v2.id, keyType: "SANDBOX" }, "other"],
  ])("%s is a conflict", async (_, change, where) => {
    await map();
    const id = where === "same" ? application : await makeApplication(harness, "other");
    expect(await map(change, id)).toMatchObject({
      status: 409,
      body: {
        code: 901409,
        message: "Key Mappings already exists",
        description: "Key Mappings already exists",
      },
    });
    expect(harness.choreo.controlPlane.gatewayView().keyMappings).toHaveLength(1);
  });

  test("another key manager takes the client id, another key type another one", async () => {
    await map();
    expect(await map({ keyManager: v1.name })).toMatchObject({ status: 200 });
    expect(await map({ keyType: "SANDBOX", consumerKey: "other" })).toMatchObject({ status: 200 });
  });

  test.each([
    ["an unknown key manager", { keyManager: "Nobody" }, 400, 901403],
    ["a disabled key manager", { keyManager: disabled.name }, 400, 901403],
    ["no client id", { consumerKey: undefined }, 400, 400],
    ["an unknown key type", { keyType: "STAGING" }, 400, 400],
    ["an unknown property", { colour: "red" }, 400, 400],
  ])("%s is refused", async (_, change, status, code) => {
    expect(refusalOf(await map(change))).toEqual({ status, code });
    expect((await keys("GET")).body.count).toBe(0);
  });

  test("a key manager that exchanges tokens takes no applications", async () => {
    await harness.admin("POST", "/key-managers", {
      name: "Exchange",
      type: "Custom",
      tokenType: "EXCHANGED",
    });
    expect(refusalOf(await map({ keyManager: "Exchange" }))).toEqual({ status: 400, code: 901405 });
  });

  test("only the owner maps, changes and deletes; an unknown application is 404", async () => {
    const { body } = await map();
    harness.useToken(await tokenOfAnother(harness));
    for (const reply of [
      await map({ keyType: "SANDBOX" }),
      await keys("PUT", `/${body.keyMappingId}`, { consumerKey: "other" }),
      await keys("DELETE", `/${body.keyMappingId}`),
    ]) {
      expect(refusalOf(reply)).toEqual({ status: 403, code: 403 });
    }
    expect(refusalOf(await map({}, "unknown"))).toEqual({ status: 404, code: 404 });
    expect(await harness.devportal("GET", "/applications/unknown/oauth-keys")).toMatchObject({ status: 404 });
  });

  test("the list leaves out the keys of a key manager that was disabled", async () => {
    await map();
    const { body } = await harness.admin("GET", `/key-managers/${v2.id}`);
    await harness.admin("PUT", `/key-managers/${v2.id}`, { ...body, enabled: false });
    expect((await keys("GET")).body).toMatchObject({ count: 0, list: [] });
    expect(harness.choreo.controlPlane.gatewayView().keyMappings).toHaveLength(1);
  });

  test("PUT changes the client id of external key managers alone, without looking whether it is taken", async () => {
    const { body } = await map();
    await map({ keyType: "SANDBOX", consumerKey: "taken" });
    const changed = await keys("PUT", `/${body.keyMappingId}`, { consumerKey: "taken" });
    if (isChoreo) expect(changed).toMatchObject({ status: 200, body: { consumerKey: "taken" } });
    else expect(refusalOf(changed)).toEqual({ status: 400, code: 901414 });
    const ids = (await keys("GET")).body.list.map((one: { consumerKey: string }) => one.consumerKey);
    expect(ids).toEqual(isChoreo ? ["taken", "taken"] : ["client", "taken"]);
  });

  test("DELETE frees the client id and tells the gateway", async () => {
    const { body } = await map();
    expect(await keys("DELETE", `/${body.keyMappingId}`)).toMatchObject({ status: 200 });
    expect(harness.choreo.controlPlane.gatewayView().keyMappings).toEqual([]);
    expect(await map({}, await makeApplication(harness, "other"))).toMatchObject({ status: 200 });
  });

  test("clean-up frees the client id, but tells the gateway nothing", async () => {
    harness.choreo.setSwitches({ gatewayDelayMs: 1 });
    const { body } = await map();
    harness.choreo.propagate();
    expect(await keys("POST", `/${body.keyMappingId}/clean-up`)).toMatchObject({ status: 200 });
    expect((await keys("GET")).body.count).toBe(0);
    expect(harness.choreo.controlPlane.gatewayView().keyMappings).toHaveLength(1);
    expect(await map()).toMatchObject({ status: 200 });
  });
});
