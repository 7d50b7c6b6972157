import { beforeEach, describe, expect, test } from "@jest/globals";
import { harnessFor, makeApplication, refusalOf, startHarness } from "./harness.ts";

/** What the two published branches make of keys and applications that are not there; both flavours can play both. */
const quirks = {
  "404": {
    get: { status: 404, code: 900331 },
    delete: { status: 404, code: 900331 },
    put: { status: 404, code: 900331 },
    cleanUp: { status: 404, code: 900331 },
    getOfUnknownApplication: { status: 404, code: 900307 },
    deleteOfUnknownApplication: { status: 404, code: 900307 },
  },
  "500": {
    get: { status: 500, code: 500 },
    delete: { status: 500, code: 500 },
    put: { status: 500, code: 500 },
    cleanUp: { status: 200, code: undefined },
    getOfUnknownApplication: { status: 200, code: undefined },
    deleteOfUnknownApplication: { status: 404, code: 404 },
  },
} as const;

describe.each([
  ["choreo", "404"],
  ["apim", "500"],
] as const)("%s, unknown keys answered as by default with %s", (flavour, usual) => {
  const harness = harnessFor({ flavour });
  let application: string;
  beforeEach(async () => {
    application = await makeApplication(harness);
  });
  const key = (method: string, path = "unknown", body?: unknown, id = application) =>
    harness.devportal(method, `/applications/${id}/oauth-keys/${path}`, body);

  test("each operation answers as its branch does", async () => {
    const nowhere = await key("GET", "unknown", undefined, "unknown");
    expect({
      get: refusalOf(await key("GET")),
      delete: refusalOf(await key("DELETE")),
      put: refusalOf(await key("PUT", "unknown", { consumerKey: "x" })),
      cleanUp: refusalOf(await key("POST", "unknown/clean-up")),
      getOfUnknownApplication: refusalOf(nowhere),
      deleteOfUnknownApplication: refusalOf(await key("DELETE", "unknown", undefined, "unknown")),
    }).toEqual(quirks[usual]);
    if (usual === "500") expect(nowhere.body).toBe("");
  });

  test("a key of another application is unknown too", async () => {
    const other = await makeApplication(harness, "other");
    const wish = { consumerKey: "client", keyManager: "AzureAD", keyType: "PRODUCTION" };
    const { body } = await harness.devportal("POST", `/applications/${other}/map-keys`, wish);
    expect(refusalOf(await key("GET", body.keyMappingId))).toEqual(quirks[usual].get);
    await key("POST", `${body.keyMappingId}/clean-up`);
    expect(harness.choreo.controlPlane.gatewayView().keyMappings).toHaveLength(1);
  });
});

test.each(["choreo", "apim"] as const)(
  "%s can play the other branch, and the one without DELETE",
  async (flavour) => {
    const oauthKeysUnknown = flavour === "choreo" ? "500" : "404";
    // No published file goes with the mixture.
    const harness = await startHarness({
      flavour,
      switches: { oauthKeysUnknown, oauthKeysDelete: "absent" },
      contract: false,
    });
    const application = await makeApplication(harness);
    const path = `/applications/${application}/oauth-keys/unknown`;
    expect(refusalOf(await harness.devportal("GET", path))).toEqual(quirks[oauthKeysUnknown].get);
    expect(await harness.devportal("DELETE", path)).toMatchObject({ status: 405, body: "" });
    expect(refusalOf(await harness.devportal("POST", `${path}/clean-up`))).toEqual(
      quirks[oauthKeysUnknown].cleanUp,
    );
    await harness.close();
  },
);

describe("credentials by key type, a feature flag of Choreo", () => {
  const harness = harnessFor({ switches: { credentialsRbac: true } });
  const wish = { consumerKey: "client", keyManager: "AzureAD" };
  const asOne = async (scope: string) =>
    harness.useToken(await harness.choreo.mintToken({ subject: "pat", scopes: ["apim:subscribe", scope] }));

  test("each key type needs its scope, to map, to delete and to see the client id", async () => {
    await asOne("apim:prod_key_manage");
    const application = await makeApplication(harness);
    const map = (keyType: string) =>
      harness.devportal("POST", `/applications/${application}/map-keys`, { ...wish, keyType });
    expect(refusalOf(await map("SANDBOX"))).toEqual({ status: 403, code: 900955 });
    const { body } = await map("PRODUCTION");
    const keys = `/applications/${application}/oauth-keys`;
    const listed = async () => (await harness.devportal("GET", keys)).body.list;
    expect(await listed()).toMatchObject([{ consumerKey: "client" }]);

    await asOne("apim:sand_key_manage");
    expect(await listed()).toMatchObject([{ keyMappingId: body.keyMappingId, consumerKey: null }]);
    const refused = { status: 403, code: 900955 };
    expect(refusalOf(await harness.devportal("DELETE", `${keys}/${body.keyMappingId}`))).toEqual(refused);
    const put = await harness.devportal("PUT", `${keys}/${body.keyMappingId}`, { consumerKey: "x" });
    expect(refusalOf(put)).toEqual(refused);
    expect(await harness.devportal("GET", keys)).toMatchObject({ status: 200 });
  });
});
