import { beforeEach, describe, expect, test } from "@jest/globals";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import { controlPlane } from "../../providers/choreo/controlPlane.ts";
import { getApi } from "../../providers/choreo/lookups/getApi.ts";
import { getIdentityProvider } from "../../providers/choreo/lookups/getIdentityProvider.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { sharedByTests } from "../lifetimes.ts";
import { calls, configFor, make, refused, startEmulator } from "./harness.ts";

const claimant = "shop/dev/books";
const app = (config: ProviderConfig) => make(Application, config, { name: "storefront", claimant });
const { clientId, clientSecret } = seed.client;

describe("on Choreo", () => {
  const emulator = sharedByTests(startEmulator);
  beforeEach(() => fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" }));

  test.each([
    ["client credentials", { clientId, clientSecret }],
    ["token exchange", { clientId, subjectToken: seed.personalAccessToken }],
  ])("signs in by %s, once", async (_name, credentials) => {
    const config = configFor(emulator, { test: _name }, credentials);
    const made = await app(config);
    await Application.read(config, made.id, made.outs);
    expect(calls(emulator).filter((call) => call === "POST /oauth2/token")).toHaveLength(1);
  });

  test("renews a token that is refused, once", async () => {
    const config = configFor(emulator, { test: "renew" }, { clientId, clientSecret });
    await app(config);
    emulator.setFaults([
      { match: { method: "GET" }, then: { status: 401, body: { code: 401, message: "" } } },
    ]);
    expect((await Application.read(config, "gone", {})).id).toBeUndefined();
    expect(calls(emulator).filter((call) => call === "POST /oauth2/token")).toHaveLength(2);
  });

  test("a refused token: the error names the scopes, never the token", async () => {
    const error = await refused(app(configFor(emulator, {}, { token: "nobody-knows-me" })));
    expect(error.message).toContain("apim:subscribe, apim:app_manage");
    expect(error.message).not.toContain("nobody-knows-me");
  });

  test("credentials of the configuration that are refused: the error names --run-program, others' does not", async () => {
    const { organizationId, organization } = seed;
    const source = {
      choreo: {
        organizationId,
        organization,
        publisherUrl: emulator.urls.publisher,
        tokenUrl: emulator.urls.token,
      },
    };
    const reading = (credentials: object, environment: NodeJS.ProcessEnv) =>
      refused(
        getApi(controlPlane({ ...source, choreoCredentials: credentials }, environment), {
          name: "books",
          version: "1.0.0",
        }),
      );
    for (const credentials of [{ token: "old" }, { clientId, clientSecret: "old" }])
      expect((await reading(credentials, {})).message).toContain("--run-program");
    const fromEnvironment = await reading({ token: "old" }, { CHOREO_TOKEN: "new" });
    expect(fromEnvironment.message).not.toContain("--run-program");
  });

  test("a wrong client secret stays out of the error", async () => {
    const error = await refused(app(configFor(emulator, {}, { clientId, clientSecret: "hunter2" })));
    expect(error.message).toContain("CHOREO_CLIENT_SECRET");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("hunter2");
  });

  test("a token of another organisation is found before any call", async () => {
    const claims = Buffer.from(JSON.stringify({ organization: { uuid: "another" } })).toString("base64url");
    const error = await refused(app(configFor(emulator, {}, { token: `e30.${claims}.x` })));
    expect(error.message).toContain("the token is for organisation another");
    expect(emulator.requests()).toEqual([]);
  });

  test("no credentials: the error names the variables", async () => {
    expect((await refused(app(configFor(emulator, {}, {})))).message).toContain("CHOREO_TOKEN");
  });

  test("HTML in place of JSON, and a wrong path, point at the base URL", async () => {
    emulator.setFaults([{ match: { method: "POST" }, then: { status: 200, body: "<html>Sign in</html>" } }]);
    expect((await refused(app(configFor(emulator)))).message).toContain("the answer is HTML, not JSON");
    const wrong = await refused(app(configFor(emulator, { devportalUrl: `${emulator.url}/nowhere` })));
    expect(wrong.message).toContain("Check the base URL of the devportal API");
  });

  test("an answer that does not fit the specification names what it lacks", async () => {
    emulator.setFaults([{ match: { method: "POST" }, then: { status: 201, body: { id: 1 } } }]);
    expect((await refused(app(configFor(emulator)))).message).toContain("it has no applicationId");
  });

  test("answers of JSON with nothing in it are told as such", async () => {
    const answering = (path: string, body: unknown) =>
      emulator.setFaults([{ match: { method: "GET", path }, times: 9, then: { status: 200, body } }]);
    answering("admin/v2/key-managers/", null);
    const { unread } = await getIdentityProvider(controlPlane(configFor(emulator), {}), { name: "AzureAD" });
    expect(unread).toMatchObject({
      isForbidden: false,
      why: { message: expect.stringContaining("has no content") },
    });
    for (const [path, look] of [
      [
        "/key-managers",
        () => getIdentityProvider(controlPlane(configFor(emulator), {}), { name: "AzureAD" }),
      ],
      ["/apis", () => getApi(controlPlane(configFor(emulator), {}), { name: "books", version: "1.0.0" })],
    ] as const) {
      answering(path, { list: [null], count: 1 });
      expect((await refused(look() as Promise<unknown>)).message).toContain("it has no list of objects");
    }
  });

  test("look-ups are asked once a run, and name the nearest when there is nothing", async () => {
    const control = controlPlane(configFor(emulator), {});
    const books = await getApi(control, { name: "books", version: "1.0.0" });
    expect(books).toMatchObject({ apiId: seed.apis.books.id, scopePrefix: "urn:taylordean:books:" });
    emulator.clearRequests();
    await getApi(control, { name: "books", version: "1.0.0" });
    expect(emulator.requests()).toEqual([]);
    expect((await refused(getApi(control, { name: "boks", version: "1.0.0" }))).message).toContain("books");
    expect((await refused(getApi(control, { name: "books", version: "2" }))).message).toContain("1.0.0");
    expect((await refused(getIdentityProvider(control, { name: "AzureAd" }))).message).toContain("AzureAD");
    const off = getIdentityProvider(control, { name: seed.identityProviders.disabled.name });
    expect((await refused(off)).message).toContain("switched off");
  });

  test("an operation that the API does not have changes nothing", async () => {
    const config = configFor(emulator);
    const before = emulator.state();
    const inputs = { apiId: seed.apis.books.id, claimant, scopes: { a: {} } };
    const wrong = await refused(
      make(ApiPermissions, config, { ...inputs, operations: { "POST /boks": ["a"] } }),
    );
    expect(wrong.message).toMatch(/no operation POST \/boks\n[\s\S]*POST \/books/);
    expect(emulator.state()).toEqual(before);
  });

  test("a blocked API is not published over somebody's head", async () => {
    const config = configFor(emulator);
    const apiId = seed.apis.books.id;
    await ApiLifecycle.create(config, { apiId, claimant, state: "PUBLISHED" });
    const { publisher } = emulator.urls;
    await fetch(
      `${publisher}/apis/change-lifecycle?organizationId=${seed.organizationId}&apiId=${apiId}&action=Block`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${seed.personalAccessToken}` },
      },
    );
    const other = configFor(emulator, { run: 2 });
    const error = await refused(ApiLifecycle.create(other, { apiId, claimant, state: "PUBLISHED" }));
    expect(error.message).toContain("Somebody has blocked it");
  });
});

test("a host that does not exist is an error at once", async () => {
  const config = {
    choreo: {
      organizationId: "o",
      publisherUrl: "https://nowhere.invalid/x",
      devportalUrl: "https://nowhere.invalid/y",
    },
  };
  const control = controlPlane({ ...config, choreoCredentials: { token: "t" } }, {});
  const error = await refused(getIdentityProvider(control, { name: "AzureAD" }));
  expect(error.message).toMatch(/could not be reached[\s\S]*Check the base URL/);

  process.env.HTTPS_PROXY = "http://proxy.invalid:8080";
  const behindProxy = await refused(getIdentityProvider(control, { name: "AzureAD" }));
  delete process.env.HTTPS_PROXY;
  expect(behindProxy.message).toContain("The proxy proxy.invalid:8080, which HTTPS_PROXY names");
});
