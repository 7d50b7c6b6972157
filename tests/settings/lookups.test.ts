import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { controlPlane } from "../../providers/choreo/index.ts";
import { type RunningChoreo, startChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import type { Directory } from "../../settings/directory.ts";
import { choreoLookups, parseSettings, resolveSettings, SettingsError } from "../../settings/index.ts";
import { calls, configFor } from "../providers/emulator.ts";
import { guideConfig, NOW } from "./fixture.ts";
import { changed, type Path, type Row, title } from "./sweep/change.ts";

const people: Record<string, string> = {
  "ada@taylordean.example": "ada-id",
  "grace@taylordean.example": "grace-id",
  "info@taylordean.example": "",
  "ada@gmail.com": "ada-id",
};
const groups: Record<string, string> = {
  Librarians: "librarians-id",
  "librarians-id": "librarians-id",
  Sales: "",
};

/** Names that stand for nobody in particular have an empty id. */
const among = (all: Record<string, string>) => async (names: string[]) => {
  const known = names.flatMap((name) => {
    const found = Object.entries(all).find(([other]) => other.toLowerCase() === name.toLowerCase());
    return found ? [[name, found[1]] as const] : [];
  });
  return {
    ids: Object.fromEntries(known.filter(([, id]) => id)),
    ambiguous: known.filter(([, id]) => !id).map(([name]) => name),
  };
};
const directory: Directory = {
  caller: async () => ({ objectId: "caller-id", tenantId: "tenant-id" }),
  users: among(people),
  groups: among(groups),
  isPrincipal: async () => false,
  allUsers: async () => Object.keys(people),
  allGroups: async () => Object.keys(groups),
};

const elsewhere = { entraUrl: "https://localhost:1", gatewayUrl: () => "https://localhost:2" };
let choreo: RunningChoreo;
let apim: RunningChoreo;
beforeAll(async () => {
  [choreo, apim] = await Promise.all([
    startChoreo(elsewhere),
    startChoreo({ ...elsewhere, flavour: "apim" }),
  ]);
  choreo.createApi({ name: "bronze", operations: ["GET /bronze"] });
  choreo.createApi({ name: "taken", operations: ["GET /taken"], scopes: { taken_read: ["GET /taken"] } });
  for (const name of ["blocked", "retired", "deprecated"])
    choreo.createApi({ name, operations: ["GET /x"], publish: true });
});
afterAll(() => Promise.all([choreo.close(), apim.close()]));

const resolve = (raw: unknown, emulator = choreo, credentials?: Record<string, string>) =>
  resolveSettings(
    parseSettings(raw, {
      now: NOW,
      documents: () => {
        throw new Error("no documents");
      },
    }),
    {
      ...choreoLookups(controlPlane(configFor(emulator, {}, credentials)), async () => {
        throw new Error("nobody should ask");
      }),
      directory,
    },
  );

async function problems(raw: unknown, emulator = choreo): Promise<string> {
  emulator.clearRequests();
  const before = JSON.stringify(emulator.state());
  const error = await resolve(raw, emulator).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsError);
  expect(JSON.stringify(emulator.state())).toBe(before);
  const writes = emulator
    .requests()
    .filter(({ method, path }) => path.startsWith("/api/am/") && !["GET", "HEAD"].includes(method));
  expect(writes).toEqual([]);
  return (error as Error).message;
}

/** Changes an API behind everybody's back. */
async function meddle(
  name: string,
  { action, ...content }: { policies?: string[]; keyManagers?: string[]; action?: string },
): Promise<void> {
  const headers = {
    authorization: `Bearer ${seed.personalAccessToken}`,
    "content-type": "application/json",
  };
  const url = (path: string) => {
    const whole = new URL(choreo.urls.publisher + path);
    whole.searchParams.set("organizationId", seed.organizationId);
    return whole;
  };
  const get = async (path: string) => (await (await fetch(url(path), { headers })).json()) as never;
  const { list } = (await get(`/apis?query=name:${name}`)) as { list: { id: string; name: string }[] };
  const id = list.find((api) => api.name === name)?.id;
  if (Object.keys(content).length > 0) {
    const api = await get(`/apis/${id}`);
    const body = JSON.stringify({ ...(api as object), ...content });
    expect((await fetch(url(`/apis/${id}`), { method: "PUT", headers, body })).status).toBe(200);
  }
  if (action) {
    const target = url(`/apis/change-lifecycle?apiId=${id}&action=${action}`);
    expect((await fetch(target, { method: "POST", headers })).status).toBe(200);
  }
}

const api = (name: string, changes: object = {}) => ({
  name,
  version: "1.0.0",
  permissions: {},
  operations: {},
  ...changes,
});

describe("what is not there, or not to be had", () => {
  beforeAll(async () => {
    await meddle("bronze", { policies: ["Bronze"] });
    await meddle("blocked", { action: "Block" });
    await meddle("deprecated", { action: "Deprecate" });
    await meddle("retired", { action: "Deprecate" });
    await meddle("retired", { action: "Retire" });
  });

  const rows: Row[] = [
    [
      "choreo/identityProvider",
      "AzurAD",
      'choreo.identityProvider: Look for the identity provider "AzurAD": there is no such identity provider',
    ],
    ["choreo/identityProvider", seed.identityProviders.disabled.name, "it is switched off"],
    [
      "choreo/gatewayEnvironments",
      ["Defualt"],
      'choreo.gatewayEnvironments[0]: there is no gateway environment "Defualt". Did you mean "Default"?',
    ],
    [
      "choreo/gatewayEnvironments",
      ["Default", "mars"],
      'choreo.gatewayEnvironments[1]: there is no gateway environment "mars". There are: ',
    ],
    ["apis/books/version", "9.9.9", "there is no version 9.9.9"],
    ["apis/books/name", "bookz", "Nearest names: books"],
    [
      "apis/books/operations",
      { "GET /book": [] },
      'the API books 1.0.0 in Choreo has no such operation. Did you mean "GET /books"?',
    ],
    [
      "apis/books/tokenVersion",
      1,
      "apis.books.tokenVersion: found 1, but the identity provider AzureAD takes tokens of version 2 (issuer ",
    ],
    [
      "apis/x",
      api("blocked"),
      "apis.x: the API blocked 1.0.0 is BLOCKED in Choreo and cannot be published. Re-publish it",
    ],
    ["apis/x", api("deprecated"), "apis.x: the API deprecated 1.0.0 is DEPRECATED in Choreo"],
    ["apis/x", api("retired"), "apis.x: the API retired 1.0.0 is RETIRED in Choreo"],
    [
      "apis/x",
      api("taken", { permissions: { taken_read: null } }),
      'apis.x.permissions.taken_read: taken_read is in Choreo already ("taken_read"',
    ],
    [
      "apis/x",
      api("taken", { permissions: { taken_read: null } }),
      'on GET /taken), and no stack has it. "adopt: true" on this API takes it over',
    ],
    [
      "clients/storefront/application",
      { throttlingPolicy: "20PerMinute" },
      'clients.storefront.application.throttlingPolicy: there is no throttling policy of applications "20PerMinute". Did you mean "20PerMin"',
    ],
    [
      "clients/storefront/subscriptionPolicy",
      "Platinum",
      'clients.storefront.subscriptionPolicy: the API books offers no plan "Platinum". It offers: Bronze, Unlimited.',
    ],
    ["clients/storefront/subscriptionPolicy", "bronze", 'offers no plan "bronze". Did you mean "Bronze"?'],
    [
      "deployer",
      "11111111-1111-4111-8111-111111111111",
      "deployer: no service principal or user in Entra ID has the object id 11111111",
    ],
    [
      "apis/books/assigned",
      { users: ["adda@taylordean.example"] },
      'apis.books.assigned.users[0]: no user "adda@taylordean.example" in Entra ID. Did you mean "ada@taylordean.example"',
    ],
    [
      "apis/books/assigned",
      { users: ["zoe@elsewhere.example.org"] },
      'no user "zoe@elsewhere.example.org" in Entra ID. Take out who has left',
    ],
    [
      "apis/books/assigned",
      { users: ["info@taylordean.example"] },
      'Entra ID has several users "info@taylordean.example". Name the one that is meant by the user principal name',
    ],
    [
      "apis/books/assigned",
      { users: ["ada@taylordean.example", "Ada@taylordean.example"] },
      '"Ada@taylordean.example" is the same user in Entra ID as "ada@taylordean.example" (choreo-azuread:apis.books.assigned.users[0], object id ada-id); keep one of them',
    ],
    [
      "apis/books/assigned",
      { users: ["ada@gmail.com", "ada@taylordean.example"] },
      "apis.books.assigned.users[1]: ",
    ],
    [
      "apis/books/assigned",
      { groups: ["Librarian"] },
      'apis.books.assigned.groups[0]: no group "Librarian" in Entra ID. Did you mean "Librarians"',
    ],
    [
      "apis/books/assigned",
      { groups: ["Sales"] },
      'Entra ID has several groups "Sales". Name the one that is meant by its object id',
    ],
    [
      "apis/books/assigned",
      { groups: ["Librarians", "librarians-id"] },
      '"librarians-id" is the same group in Entra ID as "Librarians" (choreo-azuread:apis.books.assigned.groups[0]',
    ],
    [
      "apis/books/owners",
      ["eve@taylordean.example"],
      'apis.books.owners[0]: no user "eve@taylordean.example"',
    ],
    [
      "clients/storefront/owners",
      ["grace@taylordean.exampl"],
      'clients.storefront.owners[0]: no user "grace@taylordean.exampl" in Entra ID. Did you mean "grace@taylordean.example"',
    ],
    [
      ["apis", "books", "permissions", "urn:taylordean:orders:read"],
      null,
      `"urn:taylordean:orders:read" is the fully qualified name of another API's permission. Its permissions begin with urn:taylordean:books:`,
    ],
    [
      ["apis", "books", "permissions", "urn:taylordean:books:books_add"],
      null,
      '"urn:taylordean:books:books_add" is books_add, which is there too',
    ],
    [
      "clients/storefront/uses/books",
      ["urn:elsewhere:books:books_add"],
      'clients.storefront.uses.books[0]: "urn:elsewhere:books:books_add" is no permission of this API',
    ],
  ];
  test.each(rows.map((row) => [title(row), ...row] as const))("%s", async (_, path, value, said) => {
    expect(await problems(changed(path as Path, value))).toContain(said);
  });

  test("a plan that an API does not offer, where another does", async () => {
    const base = guideConfig({
      apis: { x: api("bronze", { permissions: { read: null } }) },
      storefront: { uses: { books: ["books_add"], x: ["read"] } },
    });
    const message = await problems(base);
    expect(message).toContain('subscriptionPolicy: the API x offers no plan "Unlimited". It offers: Bronze.');
    expect(message).toContain("1 problem");
  });

  test("names of colleagues are not listed", async () => {
    const message = await problems(
      changed("apis/books/assigned", { users: ["nobody@nowhere.org"], groups: ["Nothing"] }),
    );
    for (const name of [...Object.keys(people), ...Object.keys(groups)]) expect(message).not.toContain(name);
  });

  test("with adopt, scopes that nobody claims are taken", async () => {
    const { apis } = await resolve(
      changed("apis/x", api("taken", { permissions: { taken_read: null }, adopt: true })),
    );
    expect(apis.x?.fullyQualifiedNames).toEqual({ taken_read: "urn:taylordean:taken:taken_read" });
  });
});

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
  await meddle("picky", { keyManagers: ["Resident Key Manager"] });
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
