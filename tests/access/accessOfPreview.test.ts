import { describe, expect, test } from "@jest/globals";
import { type EngineResource, UNKNOWN } from "../../access/index.ts";
import { componentTypes } from "../../components/componentTypes.ts";
import { ada, at, from, grace, library, read } from "./library.ts";
import { idOf, resourcesOf } from "./resourcesOf.ts";

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
