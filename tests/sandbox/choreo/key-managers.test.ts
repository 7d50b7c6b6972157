import { describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { flavours, harnessFor, makeApplication, refusalOf } from "./harness.ts";

const { v2, disabled } = seed.identityProviders;
const external = {
  name: "Fresh",
  displayName: "Fresh Entra",
  type: "AzureAD",
  issuer: "https://login.fresh.example/v2.0",
  consumerKeyClaim: "azp",
  scopesClaim: "scp",
  certificates: { type: "JWKS", value: "https://login.fresh.example/keys" },
  authorizeEndpoint: "https://login.fresh.example/authorize",
  tokenEndpoint: "https://login.fresh.example/token",
};

describe.each(flavours)("key managers of %s", (flavour) => {
  const harness = harnessFor({ flavour });
  const tokenType = flavour === "choreo" ? "EXTERNAL" : "DIRECT";
  const call = (method: string, path = "", body?: unknown) =>
    harness.admin(method, `/key-managers${path}`, body);
  const post = (change: object = {}) => call("POST", "", { ...external, tokenType, ...change });

  test("made, read, changed, deleted", async () => {
    const created = await post();
    const { id } = created.body;
    expect(created).toMatchObject({ status: 201, body: { ...external, tokenType, enabled: true } });
    expect(created.headers.get("location")).toBe(`/key-managers/${id}`);
    const changed = await call("PUT", `/${id}`, { ...created.body, description: "Ours", enabled: false });
    expect(changed).toMatchObject({ status: 200, body: { description: "Ours", enabled: false } });
    expect((await call("GET", `/${id}`)).body).toEqual(changed.body);
    expect((await call("GET")).body).toMatchObject({
      count: 5,
      list: expect.arrayContaining([
        expect.objectContaining({ id, name: "Fresh", enabled: false, tokenType }),
      ]),
    });
    expect(await call("DELETE", `/${id}`)).toMatchObject({ status: 200, body: "" });
    for (const reply of [await call("GET", `/${id}`), await call("DELETE", `/${id}`)]) {
      expect(refusalOf(reply)).toEqual({ status: 404, code: 404 });
    }
  });

  test("a name is taken once and never changes", async () => {
    expect(await post({ name: v2.name })).toMatchObject({ status: 409, body: { code: 901402 } });
    const { body } = await post();
    const renamed = await call("PUT", `/${body.id}`, { ...body, name: "Renamed" });
    expect(refusalOf(renamed)).toEqual({ status: 400, code: 400 });
  });

  test.each([
    ["no name", { name: undefined }],
    ["no type", { type: undefined }],
    ["a name of 101 characters", { name: "x".repeat(101) }],
    ["an unknown token type", { tokenType: "OPAQUE" }],
    ["a token type of the other flavour", { tokenType: flavour === "choreo" ? "BOTH" : "EXTERNAL" }],
    ["an unknown property", { colour: "red" }],
  ])("%s is a bad request", async (_, change) => {
    expect(refusalOf(await post(change))).toEqual({ status: 400, code: 400 });
  });

  test("one that applications use cannot be deleted", async () => {
    const application = await makeApplication(harness);
    const wish = { consumerKey: "client", keyManager: v2.name, keyType: "PRODUCTION" };
    const key = await harness.devportal("POST", `/applications/${application}/map-keys`, wish);
    expect(await call("DELETE", `/${v2.id}`)).toMatchObject({ status: 412, body: { code: 902015 } });
    await harness.devportal("DELETE", `/applications/${application}/oauth-keys/${key.body.keyMappingId}`);
    expect(await call("DELETE", `/${v2.id}`)).toMatchObject({ status: 200 });
  });

  test("the Developer Portal lists them all, with what a client has to know", async () => {
    const { body } = await harness.devportal("GET", "/key-managers");
    expect(body.count).toBe(4);
    const byName = (name: string) => body.list.find((one: { name: string }) => one.name === name);
    expect(byName(v2.name)).toMatchObject({
      id: v2.id,
      type: "AzureAD",
      enabled: true,
      tokenType,
      tokenEndpoint: expect.stringMatching(/\/oauth2\/v2.0\/token$/),
      enableMapOAuthConsumerApps: true,
    });
    expect("authorizeEndpoint" in byName(v2.name)).toBe(flavour === "choreo");
    expect(byName(disabled.name)).toMatchObject({ enabled: false });
  });

  if (flavour === "apim") return;

  describe("EXTERNAL", () => {
    test.each([
      ["issuer", { issuer: undefined }, 901401],
      ["consumerKeyClaim", { consumerKeyClaim: "" }, 901401],
      ["scopesClaim", { scopesClaim: undefined }, 901401],
      ["authorizeEndpoint", { authorizeEndpoint: undefined }, 901401],
      ["tokenEndpoint", { tokenEndpoint: undefined }, 901401],
      ["certificates", { certificates: undefined }, 901401],
      ["certificates of type JWKS", { certificates: { type: "PEM", value: "x" } }, 901412],
    ])("needs %s", async (_, change, code) => {
      expect(refusalOf(await post(change))).toEqual({ status: 400, code });
      // Others do not.
      expect(await post({ ...change, tokenType: "DIRECT" })).toMatchObject({ status: 201 });
    });

    test("needs no revoke endpoint, and an issuer of its own", async () => {
      expect(await post()).toMatchObject({ status: 201 });
      expect(refusalOf(await post({ name: "Second" }))).toEqual({ status: 400, code: 901411 });
    });

    test("stays EXTERNAL", async () => {
      const { body } = await post();
      for (const other of ["DIRECT", "EXCHANGED", undefined]) {
        const changed = await call("PUT", `/${body.id}`, { ...body, tokenType: other });
        expect(refusalOf(changed)).toEqual({ status: 400, code: 901413 });
      }
    });
  });
});
