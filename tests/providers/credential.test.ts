import { beforeEach, describe, expect, test } from "@jest/globals";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import { controlPlane } from "../../providers/choreo/controlPlane.ts";
import { getApi } from "../../providers/choreo/lookups/getApi.ts";
import type { ControlPlaneConfig, Credentials } from "../../providers/choreo/settings.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { sharedByTests } from "../lifetimes.ts";
import { calls, configFor, make, refused, startEmulator } from "./harness.ts";

// What a credential says of itself: organisation, scopes, end. docs/choreo-provider.md.

const { organization, organizationId, personalAccessToken: token } = seed;
const { clientId } = seed.client;
const OTHER = "11111111-2222-4333-8444-555555555555";
const INTROSPECT = "POST /api-key-service/v1.0/pat/introspect";
const ORGS = "GET /orgs/1.0.0/orgs";

const emulator = sharedByTests(startEmulator);
beforeEach(() => fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" }));

const at = (changes: ControlPlaneConfig = {}): ControlPlaneConfig => ({
  publisherUrl: emulator.urls.publisher,
  devportalUrl: emulator.urls.devportal,
  tokenUrl: emulator.urls.token,
  apisUrl: emulator.urls.apis,
  ...changes,
});
const plane = (changes: ControlPlaneConfig = {}, choreoCredentials: Credentials = { token }, env = {}) =>
  controlPlane({ choreo: at(changes), choreoCredentials }, env);
const books = (control: ReturnType<typeof plane>) => getApi(control, { name: "books", version: "1.0.0" });

test.each(['"hunter2"', "'hunter2'", "Bearer hunter2", "hun ter2"])(
  "a token that cannot be one is told before it is sent: %s",
  (mistyped) => {
    const open = () => plane({ organizationId }, { token: mistyped });
    expect(open).toThrow(/characters that no token has[\s\S]*without quotation marks/);
    expect(open).not.toThrow(/hun/);
  },
);

test("the end of a line after a token is no part of it", async () => {
  expect(await books(plane({ organizationId }, { token: `${token}\r\n` }))).toMatchObject({ name: "books" });
});

describe("a personal access token", () => {
  test("is introspected once, whatever is asked, and says all", async () => {
    emulator.setSwitches({ personalAccessTokenEnds: "2031-01-02T03:04:05Z" });
    const control = plane({ organizationId });
    const identity = await control.identity();
    await control.identity();
    await books(control);
    expect(identity).toMatchObject({ kind: "personal access token", organizationId });
    expect(identity.ends?.toISOString()).toBe("2031-01-02T03:04:05.000Z");
    expect(identity.scopes).toContain("apim:api_publish");
    expect(calls(emulator).filter((call) => [INTROSPECT, ORGS].includes(call))).toEqual([INTROSPECT]);
  });

  test("gives the organisation that the settings leave out, to look-ups and to resources", async () => {
    expect((await books(plane())).name).toBe("books");
    const config = configFor(emulator, {
      organization: undefined,
      organizationId: undefined,
      apisUrl: emulator.urls.apis,
    });
    await make(Application, config, { name: "storefront", claimant: "shop/dev/storefront" });
    expect(JSON.stringify(emulator.state())).toContain('"storefront"');
    expect(await plane().identity()).toMatchObject({ organizationId, organization });
  });

  test("is not introspected by a resource where the settings name the organisation", async () => {
    await make(Application, configFor(emulator, { apisUrl: emulator.urls.apis }), {
      name: "storefront",
      claimant: "shop/dev/storefront",
    });
    expect(calls(emulator)).not.toContain(INTROSPECT);
  });

  test.each([
    ["the id", { organizationId: OTHER }, `${organizationId}, the stack for ${OTHER}`],
    ["the handle", { organization: "sons" }, `${organization}, the stack for sons`],
    [
      "the handle, with the right id",
      { organization: "sons", organizationId },
      `${organization}, the stack for sons`,
    ],
  ])(
    "of another organisation by %s: an error that names the setting, and no call",
    async (_, changes, words) => {
      const { message } = await refused(plane(changes).identity());
      expect(message).toContain(`the personal access token is for organisation ${words}`);
      expect(message).toContain(`choreo.${Object.keys(changes)[0]}`);
      expect(calls(emulator).filter((call) => call.startsWith("GET /apis"))).toEqual([]);
    },
  );

  test.each([
    ["has ended", { personalAccessTokenEnds: "2026-01-31T00:00:00Z" }, "ended on 2026-01-31"],
    ["was revoked", { personalAccessTokenStatus: "REVOKED" as const }, "is REVOKED"],
  ])("that %s: an error that says so and where to put another", async (_, switches, words) => {
    emulator.setSwitches(switches);
    const { message } = await refused(plane({ organizationId }).identity());
    expect(message).toContain(`the personal access token ${words}`);
    expect(message).toContain("Personal Access Tokens) and put it into choreoCredentials.token");
    expect(message).not.toContain(token);
  });

  test("whose scopes are not those of the management APIs says nothing of them", async () => {
    emulator.setSwitches({
      personalAccessTokenScopes: ["urn:choreosystem:componentsmanagement:component_view"],
    });
    expect((await plane().identity()).scopes).toBeUndefined();
  });

  test("without introspection: the organisation that its holder has, else an error that names the setting", async () => {
    emulator.setSwitches({ introspection: "absent" });
    expect(await plane({ organizationId }).identity()).toMatchObject({ kind: "token", scopes: undefined });
    expect((await books(plane())).name).toBe("books");
    emulator.setSwitches({ otherOrganizations: [{ handle: "sons", uuid: OTHER }] });
    expect((await books(plane({ organization }))).name).toBe("books");
    expect((await refused(books(plane()))).message).toContain("choreo.organizationId is missing");
  });

  test("is sent to nobody but the control plane where that is not Choreo's own", async () => {
    const control = plane({ organizationId, apisUrl: undefined });
    expect(await control.identity()).toMatchObject({ kind: "token", organizationId: undefined });
    expect(calls(emulator)).toEqual([]);
  });
});

describe("a token of the STS", () => {
  test("says it all by itself, and gives the organisation", async () => {
    const jwt = await emulator.mintToken({ scopes: ["apim:api_view"], lifetimeSeconds: 600 });
    const control = plane({}, { token: jwt });
    expect(await control.identity()).toMatchObject({
      kind: "token",
      organizationId,
      organization,
      scopes: ["apim:api_view"],
    });
    await books(control);
    expect(calls(emulator).filter((call) => [INTROSPECT, ORGS].includes(call))).toEqual([]);
  });

  test("of another handle is refused", async () => {
    const jwt = await emulator.mintToken();
    const { message } = await refused(plane({ organization: "sons" }, { token: jwt }).identity());
    expect(message).toContain(`the token is for organisation ${organization}, the stack for sons`);
  });
});

describe("variables of WSO2's own tools", () => {
  test.each(["WSO2IP_PAT", "CLOUD_STS_TOKEN"])("%s is read", async (variable) => {
    const value = variable === "WSO2IP_PAT" ? token : await emulator.mintToken();
    expect((await books(plane({}, {}, { [variable]: value }))).name).toBe("books");
    emulator.setSwitches({ personalAccessTokenStatus: "REVOKED" });
    if (variable === "WSO2IP_PAT")
      expect((await refused(plane({}, {}, { WSO2IP_PAT: token }).identity())).message).toContain(
        "into WSO2IP_PAT",
      );
  });

  test("count where nothing is said for this program, and not for API Manager", () => {
    const env = { WSO2IP_PAT: token };
    expect(() => plane({ flavour: "apim", url: "https://apim.example" }, {}, env)).toThrow("no credentials");
    const ours = { ...env, CHOREO_CLIENT_ID: clientId, CHOREO_CLIENT_SECRET: "s" };
    expect(() => plane({}, {}, ours)).toThrow("choreo.organization is missing");
  });

  test("WSO2IP_REGION names the region, unless the settings do", () => {
    const region = (value: string, changes: ControlPlaneConfig = {}) =>
      controlPlane({ choreo: changes, choreoCredentials: { token } }, { WSO2IP_REGION: value });
    expect(() => region("mars")).toThrow(
      'WSO2IP_REGION is "mars"; allowed: us, eu\n  Correct it in the environment.',
    );
    expect(() => region("EU")).not.toThrow();
    expect(() => region("mars", { region: "us" })).not.toThrow();
  });

  test("an address of the environment that is none is told as that variable's", () => {
    const choreo = { publisherUrl: "https://publisher.example" };
    expect(() => plane(choreo, { token }, { CHOREO_PUBLISHER_URL: "publisher.example" })).toThrow(
      'CHOREO_PUBLISHER_URL is "publisher.example"; must be an http(s) URL\n  Correct it in the environment.',
    );
    expect(() => plane({ publisherUrl: "publisher.example" }, { token })).toThrow(
      'choreo.publisherUrl is "publisher.example"; must be an http(s) URL\n  Correct it in the stack\'s settings.',
    );
  });
});

describe("token exchange", () => {
  const credentials = { clientId, subjectToken: token };
  const grants = () => emulator.requests().filter(({ path }) => path.startsWith("/oauth2/token")).length;

  test("asks for a refresh token, and without one where that is not allowed", async () => {
    expect((await books(plane({ organization }, credentials))).name).toBe("books");
    expect(grants()).toBe(1);
    emulator.setSwitches({ refreshTokens: false });
    expect((await books(plane({ organization }, credentials))).name).toBe("books");
    expect(grants()).toBe(3);
  });

  test("refreshes a token that has expired in a long run, though the subject token has ended by then", async () => {
    emulator.setSwitches({ tokenLifetimeSeconds: 1 });
    const control = plane({ organization }, credentials);
    await books(control);
    emulator.setSwitches({ personalAccessTokenStatus: "EXPIRED" });
    emulator.setFaults([
      { match: { path: "/apis" }, then: { status: 401, body: { code: 401, message: "" } } },
    ]);
    expect((await getApi(control, { name: "orders", version: "1.0.0" })).name).toBe("orders");
  });

  test("exchanges anew where the refresh token is refused", async () => {
    const control = plane({ organization }, credentials);
    await books(control);
    await fetch(`${emulator.url}/_sandbox/choreo/revoke-tokens`, { method: "POST" });
    expect((await getApi(control, { name: "orders", version: "1.0.0" })).name).toBe("orders");
  });

  test("takes the handle from the subject token, or from the only organisation of its holder", async () => {
    const jwt = await emulator.mintToken();
    expect((await books(plane({}, { clientId, subjectToken: jwt }))).name).toBe("books");
    expect((await books(plane({}, credentials))).name).toBe("books");
    emulator.setSwitches({ otherOrganizations: [{ handle: "sons", uuid: OTHER }] });
    expect((await refused(books(plane({}, credentials)))).message).toContain(
      `Set choreo.organization to one of ${organization}, sons.`,
    );
    expect((await books(plane({ organizationId }, credentials))).name).toBe("books");
  });
});
