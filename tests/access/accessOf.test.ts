import { describe, expect, test } from "@jest/globals";
import { type AccessModel, type EngineResource, reachOf, readModel, UNKNOWN } from "../../access/index.ts";
import { ada, at, deployer, from, grace, library, read, robot } from "./library.ts";
import { idOf, resourcesOf } from "./resourcesOf.ts";

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

  test("lets a client call what another one's application is subscribed to, if its client id is a key of it", () => {
    const legend = library();
    at(legend.clients, "reports").applicationOf = "storefront";
    const { clients } = from(resourcesOf(library()), legend);
    expect(clients.reports).toMatchObject({ applicationOf: "storefront", subscribed: ["books", "orders"] });
    expect(at(clients, "storefront").subscribed).toEqual(["books"]);
    const without = resourcesOf(library()).filter(
      ({ type, urn }) => !(type.endsWith(":IdpKey") && urn.endsWith("::reports")),
    );
    expect(at(from(without, legend).clients, "reports").subscribed).toEqual([]);
  });

  test("knows by the ids whose application a key is of, where a run that was cut off has told nobody", () => {
    const moved = resourcesOf(library()).map((each) => {
      const isKey = each.type.endsWith(":IdpKey");
      if (!isKey && !each.type.endsWith(":Subscription")) return each;
      const owner = each.parent?.split("::").at(-1);
      const applicationId = isKey ? "of storefront" : `of ${owner}`;
      return {
        ...each,
        inputs: { ...each.inputs, applicationId },
        outputs: { ...each.outputs, applicationId },
      };
    });
    const { clients } = from(moved);
    expect(at(clients, "reports").subscribed).toEqual(at(clients, "storefront").subscribed);
    expect(at(clients, "storefront").subscribed).toEqual(["books"]);
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
