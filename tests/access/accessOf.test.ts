import { describe, expect, test } from "@jest/globals";
import {
  type AccessModel,
  accessOf,
  type EngineResource,
  fromEngine,
  type Resource,
  reachOf,
  readModel,
  UNKNOWN,
} from "../../access/index.ts";
import { componentTypes } from "../../components/componentTypes.ts";
import { idOf, resourcesOf } from "./resourcesOf.ts";

const [ada, grace, librarians, robot, deployer] = ["ada", "grace", "librarians", "robot", "deployer"].map(
  idOf,
) as [string, string, string, string, string];

/** Two APIs, one with roles, two clients; each way in which a client can have a permission. */
function library(): AccessModel {
  return {
    version: 2,
    environment: "dev",
    principals: {
      [ada]: { kind: "user", name: "ada@taylordean.example" },
      [grace]: { kind: "user", name: "grace@taylordean.example" },
      [librarians]: { kind: "group", name: "Librarians" },
      [robot]: { kind: "application", name: "robot" },
      [deployer]: { kind: "deployer", name: deployer },
    },
    apis: {
      books: {
        name: "books",
        apiVersion: "1.0.0",
        apiId: idOf("api books"),
        permissions: {
          add: { scope: "urn:taylordean:books:add", consent: "admins", enabled: true },
          read: { scope: "urn:taylordean:books:read", consent: "users", enabled: false },
        },
        operations: {
          "DELETE /books/{id}": { permissions: [], unlisted: true },
          "GET /books": { permissions: ["add", "read"] },
          "GET /health": { permissions: [], anonymous: true },
        },
        environments: ["Default", "Staging"],
        assignmentRequired: true,
        assigned: [ada, librarians, robot].sort(),
        preAuthorized: { storefront: ["add", "read"] },
        owners: [ada, deployer].sort(),
      },
      orders: {
        name: "orders",
        apiVersion: "2.0.0",
        apiId: idOf("api orders"),
        permissions: { write: { scope: "urn:taylordean:orders:write", consent: "users", enabled: true } },
        operations: { "POST /orders": { permissions: ["write"] } },
        assignmentRequired: false,
        assigned: [grace],
        roles: { clerk: [grace], "clerk-of-all": [] },
        owners: [deployer],
      },
    },
    clients: {
      reports: {
        redirectUris: ["https://localhost:9001/cb"],
        declared: { orders: ["write"] },
        granted: { orders: ["write"] },
        grantedFor: { books: { [grace]: ["add"] } },
        subscribed: ["orders"],
        owners: [deployer],
        secret: { rotation: 2, expires: "90d" },
      },
      storefront: {
        redirectUris: ["https://a.example/", "https://b.example/"],
        declared: { books: ["add", "read"] },
        granted: {},
        subscribed: ["books"],
        owners: [deployer, grace].sort(),
        secret: { rotation: 1, expires: "180d" },
      },
    },
  };
}

function at<T>(record: Record<string, T>, key: string): T {
  const found = record[key];
  if (!found) throw new Error(`no ${key}`);
  return found;
}

const read = (resources: readonly EngineResource[]): Resource[] =>
  resources.flatMap((each) => fromEngine(each) ?? []);
const from = (resources: readonly EngineResource[], ...told: AccessModel[]) => {
  const [first = library(), ...others] = told;
  return accessOf(read(resources), first, ...others);
};

describe("the model of a state", () => {
  test("is all that its resources say, with the names of the legend", () => {
    expect(from(resourcesOf(library()))).toEqual(library());
  });

  const withoutProperty = (type: string, name: string, change: object) =>
    resourcesOf(library()).map((each) =>
      each.type.endsWith(`:${type}`) && each.urn.endsWith(`::${name}`)
        ? { ...each, inputs: { ...each.inputs, ...change }, outputs: { ...each.outputs, ...change } }
        : each,
    );

  test("has the environments that the settings name, else those where the provider has deployed", () => {
    const usual = { environments: undefined, deployedTo: ["Staging"] };
    expect(from(withoutProperty("ApiDeployment", "books", usual)).apis.books?.environments).toEqual([
      "Staging",
    ]);
    const [named] = withoutProperty("ApiDeployment", "books", { deployedTo: ["Elsewhere"] }).filter(
      ({ type }) => type.endsWith(":ApiDeployment"),
    );
    expect(from([named as EngineResource]).apis.books?.environments).toEqual(["Default", "Staging"]);
    expect(from(resourcesOf(library())).apis.orders).not.toHaveProperty("environments");
  });

  test("has the id of the API from the resource, and from the legend where the resource does not know it", () => {
    const legend = library();
    at(legend.apis, "books").apiId = "told";
    expect(from(resourcesOf(library()), legend).apis.books?.apiId).toBe(idOf("api books"));
    const unknown = withoutProperty("ApiPermissions", "books", { apiId: UNKNOWN });
    expect(from(unknown, legend).apis.books?.apiId).toBe("told");
    const { apiId: _, ...without } = at(library().apis, "books");
    const nobody = from(unknown, { ...library(), apis: { books: without } } as AccessModel);
    expect(nobody.apis.books).not.toHaveProperty("apiId");
  });

  test("wants assignment only where each service principal does", () => {
    const [one] = withoutProperty("ServicePrincipal", "books", { appRoleAssignmentRequired: false }).filter(
      ({ type, urn }) => type.endsWith(":ServicePrincipal") && urn.endsWith("::books"),
    );
    expect(from([...resourcesOf(library()), one as EngineResource]).apis.books?.assignmentRequired).toBe(
      false,
    );
  });

  test("believes the operations of the legend where those of the resource are not known yet", () => {
    const unknown = withoutProperty("ApiPermissions", "books", { operations: UNKNOWN });
    expect(from(unknown).apis.books?.operations).toEqual(at(library().apis, "books").operations);
  });

  test("gives a role to who is assigned to it, whatever the assignment is called", () => {
    const role = (appRoleId: string) =>
      resourcesOf(library()).map((each) =>
        each.type.endsWith(":AppRoleAssignment") && each.urn.includes("::orders-role-clerk-")
          ? { ...each, inputs: { ...each.inputs, appRoleId } }
          : each,
      );
    expect(from(role("00000000-0000-0000-0000-000000000000")).apis.orders?.roles).toEqual({
      clerk: [],
      "clerk-of-all": [],
    });
    expect(from(role(idOf("role orders clerk-of-all"))).apis.orders?.roles).toEqual({
      clerk: [],
      "clerk-of-all": [grace],
    });
    expect(from(role(idOf("a role that is gone"))).apis.orders?.roles).toEqual({
      clerk: [],
      "clerk-of-all": [],
    });
  });

  test("keeps what a person alone was granted for that person", () => {
    const reach = (model: AccessModel) =>
      reachOf(model)
        .filter(({ client, operation }) => client === "reports" && operation === "GET /books")
        .map(({ subject }) => ("id" in subject ? subject.id : subject.kind));
    const model = library();
    at(model.clients, "reports").subscribed = ["books", "orders"];
    at(at(model.apis, "books").permissions, "read").consent = "admins";
    // A member of Librarians, for all that is known.
    expect(reach(model)).toEqual([grace]);
    at(model.apis, "books").assigned = [ada];
    expect(reach(model)).toEqual([]);
    at(model.apis, "books").assigned = [grace];
    expect(reach(model)).toEqual([grace]);
    at(at(model.apis, "books").permissions, "add").enabled = false;
    expect(reach(model)).toEqual([]);
    expect(readModel(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  test("does not depend on the order of the resources", () => {
    const turned = from(resourcesOf(library()).toReversed());
    expect(JSON.stringify(turned)).toBe(JSON.stringify(from(resourcesOf(library()))));
  });

  test("does not believe the legend where the resources say something else", () => {
    const liar = library();
    for (const api of Object.values(liar.apis))
      Object.assign(api, {
        assigned: [],
        owners: [],
        roles: {},
        preAuthorized: {},
        assignmentRequired: true,
      });
    for (const client of Object.values(liar.clients))
      Object.assign(client, { granted: {}, subscribed: [], owners: [], declared: {}, redirectUris: [] });
    expect(from(resourcesOf(library()), liar)).toEqual(library());
  });

  test("calls people by the assignment's display name, or their id, where no legend has them", () => {
    const { principals } = from(resourcesOf(library()), { ...library(), principals: {} });
    expect(principals[ada]).toEqual({ kind: "user", name: `display name of ${ada}` });
    expect(principals[robot]).toEqual({ kind: "application", name: `display name of ${robot}` });
    expect(principals[deployer]).toEqual({ kind: "unknown", name: deployer });
  });

  test("an operation that the resource lists no longer has lost what was attached, and is open", () => {
    const old = library();
    at(old.apis, "books").operations["PUT /books"] = { permissions: ["add"] };
    expect(from(resourcesOf(library()), old).apis.books?.operations["PUT /books"]).toEqual({
      permissions: [],
      unlisted: true,
    });
  });

  test("what others have attached stays, whether the resource lists the operation or not", () => {
    const told = library();
    Object.assign(at(told.apis, "books").operations, {
      "DELETE /books/{id}": { permissions: ["theirs"], unlisted: true },
      "GET /books": { permissions: ["add", "gone", "theirs"], others: ["theirs"] },
      "PUT /books": { permissions: ["add", "theirs"], others: ["theirs"] },
    });
    const listed = withoutProperty("ApiPermissions", "books", {
      operations: { "GET /books": ["add"], "DELETE /books/{id}": ["add"] },
    });
    expect(from(listed, told).apis.books?.operations).toMatchObject({
      "DELETE /books/{id}": { permissions: ["add", "theirs"], others: ["theirs"] },
      "GET /books": { permissions: ["add", "theirs"], others: ["theirs"] },
      "PUT /books": { permissions: ["theirs"], unlisted: true },
    });
  });

  test("without a key of the client's own id, a subscription lets nobody through", () => {
    const foreign = resourcesOf(library()).map((each) =>
      each.type.endsWith(":IdpKey") && each.urn.endsWith("::storefront")
        ? { ...each, inputs: { consumerKey: idOf("somebody else") }, outputs: {} }
        : each,
    );
    expect(from(foreign).clients.storefront?.subscribed).toEqual([]);
    expect(from(foreign).clients.reports?.subscribed).toEqual(["orders"]);
  });

  test("names what gives access to something that is not known here", () => {
    const urn = "urn:pulumi:dev::p::azuread:index/appRoleAssignment:AppRoleAssignment::by-hand";
    const extra = {
      urn,
      type: "azuread:index/appRoleAssignment:AppRoleAssignment",
      inputs: { appRoleId: idOf("x"), principalObjectId: ada, resourceObjectId: idOf("another API") },
    };
    expect(from([...resourcesOf(library()), extra]).unplaced).toEqual(["by-hand"]);
    const ours = { ...extra, inputs: { ...extra.inputs, resourceObjectId: idOf("principal orders") } };
    const model = from([...resourcesOf(library()), ours]);
    expect([model.unplaced, model.apis.orders?.assigned]).toEqual([undefined, [ada, grace].sort()]);
  });

  test("an assignment that waits for its deletion still counts", () => {
    const resources = resourcesOf(library());
    const [assignment] = resources.filter(({ type }) => type.endsWith(":AppRoleAssignment"));
    const old = {
      ...(assignment as EngineResource),
      inputs: { ...assignment?.inputs, principalObjectId: grace },
    };
    expect(from([...resources, old]).apis.books?.assigned).toContain(grace);
  });

  test("secrets in a state are not looked at", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "hush",
    };
    const resources = resourcesOf(library()).map((each) => ({
      ...each,
      outputs: { ...each.outputs, value: secret },
    }));
    expect(JSON.stringify(read(resources))).not.toContain("hush");
  });
});

describe("the model of a preview", () => {
  test("of a first up, when no id is known, is the same as after it", () => {
    expect(from(resourcesOf(library(), { planned: true }))).toEqual(library());
  });

  test("takes what it cannot know as large as it may be", () => {
    const silent = library();
    for (const client of Object.values(silent.clients)) client.declared = {};
    const planned = from(resourcesOf(library(), { planned: true }), silent);
    expect(planned.apis.books?.preAuthorized).toEqual({ storefront: ["add", "read"] });
    const open = resourcesOf(library(), { planned: true }).map((each) =>
      each.type.endsWith(":ServicePrincipal")
        ? { ...each, inputs: { ...each.inputs, appRoleAssignmentRequired: UNKNOWN } }
        : each,
    );
    expect(from(open).apis.books?.assignmentRequired).toBe(false);
  });

  test("a new scope beside those that exist", () => {
    const after = library();
    at(after.apis, "books").permissions.lend = {
      scope: "urn:taylordean:books:lend",
      consent: "users",
      enabled: true,
    };
    at(after.clients, "storefront").declared.books = ["add", "lend", "read"];
    const lend = idOf("scope books lend");
    const unknown = JSON.parse(
      JSON.stringify(resourcesOf(after)).replaceAll(lend, UNKNOWN),
    ) as EngineResource[];
    expect(from(unknown, after)).toEqual(after);
  });

  test("an assignment of a new role is found by its name, the longest first", () => {
    const after = library();
    at(after.apis, "orders").roles = { clerk: [grace], "clerk-of-all": [ada] };
    at(after.apis, "orders").assigned = [ada, grace].sort();
    expect(from(resourcesOf(after, { planned: true }), after).apis.orders?.roles).toEqual(
      at(after.apis, "orders").roles,
    );
  });
});

test("without a legend for an API, scopes go by the permissions in Choreo, the longest name first", () => {
  const model = library();
  at(model.apis, "books").permissions = {
    add: { scope: "urn:taylordean:books:add", consent: "users", enabled: true },
    "books:add": { scope: "urn:taylordean:books:books:add", consent: "users", enabled: true },
  };
  const told = { ...library(), apis: {} };
  expect(from(resourcesOf(model), told).apis.books).toMatchObject({
    name: "books",
    apiVersion: "",
    permissions: at(model.apis, "books").permissions,
  });
});

test("the first legend that knows an API counts, the next fills in what it does not know", () => {
  const first = library();
  at(first.apis, "books").operations = {};
  const { books } = from(resourcesOf(library()), first, library()).apis;
  expect(books?.operations["DELETE /books/{id}"]).toEqual({ permissions: [], unlisted: true });
});

test("components of this program, whatever its types are called in full", () => {
  const [resource] = read([
    {
      urn: `urn:pulumi:dev::p::x:y:Outer$${componentTypes.azureWebApi}$azuread:index/application:Application::a::b`,
      type: "azuread:index/application:Application",
      parent: `urn:pulumi:dev::p::x:y:Outer$${componentTypes.azureWebApi}::a::b`,
      inputs: { owners: ["new"] },
      outputs: { owners: ["old"], objectId: "1", value: "not read" },
    },
  ]);
  expect(resource).toEqual({
    type: "azuread:index/application:Application",
    name: "a::b",
    component: { type: componentTypes.azureWebApi, name: "a::b" },
    properties: { owners: ["new"], objectId: "1" },
  });
});
