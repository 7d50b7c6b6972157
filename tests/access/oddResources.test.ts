import { describe, expect, test } from "@jest/globals";
import { accessOf, fromEngine, type Legend, type Resource, UNKNOWN } from "../../access/index.ts";
import { sortedBy } from "../../access/sort.ts";
import { componentTypes } from "../../components/componentTypes.ts";

const NOTHING: Legend = { environment: "dev", principals: {}, apis: {}, clients: {} };

/** A resource in the component of this program that makes its kind. */
const made = (type: string, component: string, key: string, properties: object, name = key): Resource => ({
  type,
  name,
  component: { type: component, name: key },
  properties: properties as Record<string, unknown>,
});
const application = "azuread:index/application:Application";
const web = (key: string, properties: object) =>
  made(application, componentTypes.azureWebApi, key, properties);
const client = (key: string, properties: object, type = application, name = key) =>
  made(type, componentTypes.azureClientApp, key, properties, name);
const scope = (value: unknown, more: object = {}) => ({ value, type: "User", enabled: true, ...more });
const webApi = (key: string, ...values: unknown[]) =>
  web(key, {
    clientId: `app ${key}`,
    objectId: `object ${key}`,
    api: { oauth2PermissionScopes: values.map((value) => scope(value, { id: `id ${value}` })) },
  });
const permissions = (key: string, ...names: string[]) =>
  made("pulumi-nodejs:dynamic/choreo:ApiPermissions", componentTypes.choreoApi, key, {
    scopes: Object.fromEntries(names.map((name) => [name, {}])),
    operations: {},
  });
const permissionsOf = (key: string, resources: Resource[], legend = NOTHING) =>
  Object.keys(accessOf(resources, legend).apis[key]?.permissions ?? {});

describe("permissions by the names that Choreo has", () => {
  test("after the prefix that fits most values, however many fit some", () => {
    const resources = [
      webApi("books", "urn:o:books:add", "urn:o:books:read", "x:read"),
      permissions("books", "add", "read"),
    ];
    expect(permissionsOf("books", resources)).toEqual(["add", "read", "x:read"]);
  });
  test("the shortest prefix among equals, and none where no name fits", () => {
    expect(permissionsOf("books", [webApi("books", "a:b:c"), permissions("books", "c", "b:c")])).toEqual([
      "b:c",
    ]);
    expect(permissionsOf("books", [webApi("books", "urn:add"), permissions("books", "other")])).toEqual([
      "urn:add",
    ]);
  });
  test("as the legend has it, before that", () => {
    const told = {
      permissions: { Add: { scope: "urn:o:books:add", consent: "users" as const, enabled: true } },
    };
    const apis = { books: { name: "books", apiVersion: "1", operations: {}, ...told } };
    const resources = [
      webApi("books", "urn:o:books:add", "urn:o:books:read"),
      permissions("books", "add", "read"),
    ];
    expect(permissionsOf("books", resources, { ...NOTHING, apis })).toEqual(["Add", "read"]);
  });
  test("a scope without a value, or whose value is not known, is none", () => {
    expect(permissionsOf("books", [webApi("books", undefined, UNKNOWN, 3, "urn:add")])).toEqual(["urn:add"]);
  });
});

describe("what has not the expected form is passed over", () => {
  test("in lists and objects", () => {
    const odd = [
      web("books", {
        owners: ["ada", 7, null, UNKNOWN],
        api: { oauth2PermissionScopes: [null, "x", scope("urn:add")] },
        appRoles: [null, 3, { id: "r", value: "clerk" }],
      }),
      client("shop", {
        owners: "nobody",
        web: null,
        publicClient: ["x"],
        requiredResourceAccesses: [null, {}],
      }),
    ];
    const { apis, clients } = accessOf(odd, NOTHING);
    expect(apis.books).toMatchObject({ owners: ["ada"], roles: { clerk: [] } });
    expect(Object.keys(apis.books?.permissions ?? {})).toEqual(["urn:add"]);
    expect(clients.shop).toEqual({
      redirectUris: [],
      declared: {},
      granted: {},
      subscribed: [],
      owners: [],
      secret: { rotation: 0, expires: "" },
    });
  });
  test("secrets are numbered by their names, others of the client are not", () => {
    const password = "azuread:index/applicationPassword:ApplicationPassword";
    const secrets = [
      client("shop", {}, password, "shop-2"),
      client("shop", {}, password, "shop-old"),
      client("shop", {}, "azuread:index/servicePrincipal:ServicePrincipal", "shop-9"),
    ];
    expect(accessOf(secrets, NOTHING).clients.shop?.secret.rotation).toBe(2);
  });
  test("a URN without a type, a resource that gives no access", () => {
    expect(fromEngine({ urn: "urn", type: application, parent: "urn", inputs: null })).toEqual({
      type: application,
      name: "",
      component: { type: "", name: "" },
      properties: {},
    });
    expect(fromEngine({ urn: "urn", type: "random:index/randomUuid:RandomUuid" })).toBeUndefined();
  });
});

describe("what a client lists", () => {
  const declared = (
    requiredResourceAccesses: unknown,
    told: Record<string, string[]> = { books: ["told"] },
  ) =>
    accessOf([webApi("books", "urn:add"), client("shop", { requiredResourceAccesses })], {
      ...NOTHING,
      clients: { shop: { declared: told, secret: { rotation: 1, expires: "90d" } } },
    }).clients.shop?.declared;
  const graph = {
    resourceAppId: "00000003-0000-0000-c000-000000000000",
    resourceAccesses: [{ id: "openid" }],
  };
  const books = { resourceAppId: "app books", resourceAccesses: [{ id: "id urn:add" }] };

  test("is what the registration has; of an API of which nothing is known it is nothing", () => {
    expect(declared([graph, books])).toEqual({ books: ["urn:add"] });
    expect(declared([graph])).toEqual({});
    expect(declared([])).toEqual({});
  });
  test("is what is told where the registration does not know it yet", () => {
    const all = { books: ["told"] };
    expect(declared(UNKNOWN)).toEqual(all);
    expect(declared([{ ...books, resourceAppId: UNKNOWN }])).toEqual(all);
    expect(declared([{ ...books, resourceAccesses: UNKNOWN }])).toEqual(all);
    expect(declared([books, { ...graph, resourceAppId: UNKNOWN }], { ...all, orders: ["write"] })).toEqual({
      books: ["urn:add"],
      orders: ["write"],
    });
  });
});

test("names all that joins something unknown, on either side", () => {
  const link = (type: string, name: string, properties: object) => client("shop", properties, type, name);
  const preAuthorized = "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized";
  const resources = [
    webApi("books", "urn:add"),
    client("shop", { clientId: "app shop" }),
    link(preAuthorized, "no API", { applicationId: "/applications/x", authorizedClientId: "app shop" }),
    link(preAuthorized, "no client", {
      applicationId: "/applications/object books",
      authorizedClientId: "x",
    }),
    link(preAuthorized, "both", {
      applicationId: "/applications/object books",
      authorizedClientId: "app shop",
      permissionIds: ["id urn:add"],
    }),
  ];
  const { unplaced, apis } = accessOf(resources, NOTHING);
  expect(unplaced).toEqual(["no API", "no client"]);
  expect(apis.books?.preAuthorized).toEqual({ shop: ["urn:add"] });
});

test("an assignment without a name, or of an unknown kind, leaves its principal without one", () => {
  const assignment = (principalObjectId: string, more: object) =>
    made(
      "azuread:index/appRoleAssignment:AppRoleAssignment",
      componentTypes.azureWebApi,
      "books",
      { principalObjectId, resourceObjectId: UNKNOWN, appRoleId: "x", ...more },
      principalObjectId,
    );
  const { principals } = accessOf(
    [
      webApi("books", "urn:add"),
      assignment("a", { principalType: "User", principalDisplayName: "Ada" }),
      assignment("b", { principalType: "User" }),
      assignment("c", { principalType: "Robot", principalDisplayName: "Robot" }),
    ],
    NOTHING,
  );
  expect(principals).toEqual({
    a: { kind: "user", name: "Ada" },
    b: { kind: "unknown", name: "b" },
    c: { kind: "unknown", name: "c" },
  });
});

test("redirect URIs are those of every platform, as the engine has them", () => {
  const platforms = ["web", "singlePageApplication", "publicClient"];
  const inputs = Object.fromEntries(
    platforms.map((name) => [name, { redirectUris: [`https://${name}.example`] }]),
  );
  const parent = `urn:pulumi:dev::p::${componentTypes.azureClientApp}::shop`;
  const urn = `urn:pulumi:dev::p::${componentTypes.azureClientApp}$${application}::shop`;
  const found = fromEngine({ urn, type: application, parent, inputs });
  expect(accessOf(found ? [found] : [], NOTHING).clients.shop?.redirectUris).toEqual([
    "https://publicClient.example",
    "https://singlePageApplication.example",
    "https://web.example",
  ]);
});

test("an app role that is switched off is nobody's", () => {
  const role = (value: string, more = {}) => ({ value, id: `id ${value}`, ...more });
  const appRoles = [role("clerk"), role("editor", { enabled: true }), role("old", { enabled: false })];
  expect(accessOf([web("books", { appRoles })], NOTHING).apis.books?.roles).toEqual({
    clerk: [],
    editor: [],
  });
});

test("what the first legend has looked up at gateways is handed on", () => {
  const looked = {
    left: { books: { Default: { runs: "nothing" as const } } },
    deployed: { books: { operations: {} } },
  };
  expect(accessOf([], { ...NOTHING, ...looked })).toMatchObject(looked);
  expect(Object.keys(accessOf([], NOTHING, { ...NOTHING, ...looked }))).not.toContain("left");
});

test("what sorts alike keeps its order", () => {
  expect(sortedBy(["b1", "a1", "b2", "a2"], (each) => each.slice(0, 1))).toEqual(["a1", "a2", "b1", "b2"]);
});
