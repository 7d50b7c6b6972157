import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../sandbox/seed.ts";
import { parseSettings } from "../../settings/index.ts";
import { calls } from "../providers/emulator.ts";
import { guideConfig, NOW } from "./fixture.ts";
import { api, apim, choreo, meddle, problems, resolve } from "./lookupsWorld.ts";
import { changed } from "./sweep/change.ts";

test("fully qualified names stand for the bare ones, wherever they are written", async () => {
  const name = "urn:taylordean:books:books_add";
  const { apis, clients } = await resolve(
    guideConfig({
      books: {
        permissions: { [name]: null, books_read: null },
        operations: { "POST /books": ["books_add"] },
      },
      storefront: { uses: { books: [name, "urn:taylordean:books:books_read"] } },
    }),
  );
  expect(Object.keys(apis.books?.permissions ?? {})).toEqual(["books_add", "books_read"]);
  expect(apis.books?.fullyQualifiedNames.books_add).toBe(name);
  expect(apis.books?.operations).toEqual({ "POST /books": ["books_add"] });
  expect(clients.storefront?.uses.books).toEqual(["books_add", "books_read"]);
});

test("in API Manager a scope of another API is refused beforehand, in these settings and in others", async () => {
  const choreoOf = { flavour: "apim", url: "https://apim.example:9443", identityProvider: "AzureAD" };
  apim.createApi({ name: "shop", operations: ["GET /shop"], scopes: { sell: ["GET /shop"] } });
  const taken = "urn:taylordean:shop:sell";
  const raw = { ...guideConfig(), choreo: choreoOf };
  expect(await problems(changed(["apis", "books", "permissions", taken], null, raw), apim)).toContain(
    `another API has a scope "${taken}"; in API Manager scopes of different APIs have different names (900988)`,
  );
  const orders = api("orders", { permissions: { books_add: null } });
  expect(() =>
    parseSettings(changed("apis/orders", orders, raw), {
      now: NOW,
      documents: () => {
        throw new Error();
      },
    }),
  ).toThrow("apis.orders.permissions.books_add: is a permission of apis.books too; in API Manager scopes");
});

test("whose tokens the gateway takes is told without a call more", async () => {
  choreo.createApi({ name: "picky", operations: ["GET /picky"] });
  const securityScheme = ["mutualssl", "basic_auth", "oauth_basic_auth_api_key_mandatory"];
  await meddle("picky", { keyManagers: ["Resident Key Manager"], securityScheme });
  const headers = { authorization: `Bearer ${seed.personalAccessToken}`, "content-type": "application/json" };
  const { id } = seed.identityProviders.v2;
  const url = `${choreo.urls.admin}/key-managers/${id}?organizationId=${seed.organizationId}`;
  const put = async (additionalProperties: object) => {
    const provider = (await (await fetch(url, { headers })).json()) as object;
    const body = JSON.stringify({ ...provider, additionalProperties });
    expect((await fetch(url, { method: "PUT", headers, body })).status).toBe(200);
  };
  await put({ environments: [{ choreo: "stage", apim: ["Staging"] }] });
  const config = changed("apis/picky", api("picky"));
  await resolve(config);
  choreo.clearRequests();
  const { notices } = await resolve(config);
  expect(notices).toEqual([
    expect.stringContaining("apis.books: the identity provider AzureAD is limited to Staging"),
    expect.stringContaining(
      "apis.picky: in Choreo the API also takes user names and passwords (basic_auth): ",
    ),
    expect.stringContaining("apis.picky: in Choreo the API takes no tokens of OAuth 2"),
    expect.stringContaining("takes tokens of selected key managers only (Resident Key Manager)"),
    expect.stringContaining("apis.picky: the identity provider AzureAD is limited to Staging"),
  ]);
  // Settings, identity provider, its details and the portal's offer, policies; two for each of two APIs.
  expect(choreo.requests().filter(({ path }) => path.startsWith("/api/am/"))).toHaveLength(9);
  await put({});
});

describe("which tokens an identity provider takes, where its issuer may not be read", () => {
  beforeAll(() => choreo.setSwitches({ personalAccessTokenScopes: ["apim:api_view", "apim:subscribe"] }));
  afterAll(() => choreo.setSwitches({ personalAccessTokenScopes: null }));

  test.each([
    [seed.identityProviders.v1.name, 1],
    [seed.identityProviders.v2.name, 2],
  ])("%s: version %i, by its token endpoint", async (identityProvider, version) => {
    const { apis, notices } = await resolve(guideConfig({ choreo: { identityProvider } }));
    expect(apis.books?.tokenVersion).toBe(version);
    expect(notices).toEqual([]);
  });
});

test("lists are asked for once: twenty clients more cost no call, an API the two that find it", async () => {
  const callsOf = async (raw: unknown) => {
    choreo.clearRequests();
    await resolve(raw);
    return calls(choreo);
  };
  const clients = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      `client-${index}`,
      { redirectUris: ["https://x.example/"], uses: { books: ["books_read"] } },
    ]),
  );
  const environments = { choreo: { gatewayEnvironments: ["Default"] } };
  const few = await callsOf(guideConfig(environments));
  expect(few.toSorted()).toEqual([
    "GET /apis",
    "GET /apis/*",
    "GET /key-managers",
    "GET /key-managers",
    "GET /key-managers/*",
    "GET /settings",
    "GET /throttling-policies/application",
  ]);
  expect((await callsOf(guideConfig({ ...environments, clients }))).length).toBe(few.length);
  const more = guideConfig({ ...environments, apis: { orders: api("orders") } });
  expect((await callsOf(more)).length).toBe(few.length + 2);
});
