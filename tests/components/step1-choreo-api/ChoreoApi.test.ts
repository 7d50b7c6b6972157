import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { deploymentTrigger } from "../../../components/deploymentTrigger.ts";
import { ChoreoApi } from "../../../components/index.ts";
import { mocked, own, resolved } from "../mocks.ts";

const permissions = { books_add: { description: "Add a book" }, books_read: { description: "Read books" } };
const operations = { "POST /books": ["books_add"], "GET /books": ["books_read", "books_add"] };

describe("ChoreoApi (step 1)", () => {
  async function make(changes = {}) {
    let component: ChoreoApi | undefined;
    const mocks = await mocked(() => {
      component = new ChoreoApi("books", { apiId: "api-id", permissions, operations, ...changes });
    });
    return { ...mocks, component: component as ChoreoApi };
  }

  test("sets permissions and operations, deploys, publishes, in this order", async () => {
    const { resources, one } = await make();
    expect(resources.map(({ type }) => type)).toEqual([
      "choreo-azuread:index:ChoreoApi",
      "pulumi-nodejs:dynamic/choreo:ApiPermissions",
      "pulumi-nodejs:dynamic/choreo:ApiDeployment",
      "pulumi-nodejs:dynamic/choreo:ApiLifecycle",
    ]);
    expect(own(one("ApiPermissions", "books").inputs)).toMatchObject({
      apiId: "api-id",
      scopes: permissions,
      operations,
    });
    expect(own(one("ApiDeployment", "books").inputs)).toMatchObject({
      apiId: "api-id",
      trigger: deploymentTrigger(permissions, operations),
    });
    expect(own(one("ApiLifecycle", "books").inputs)).toMatchObject({ apiId: "api-id" });
  });

  test("passes on where to deploy and what to take over", async () => {
    const { one } = await make({ gatewayEnvironments: ["Staging"], adopt: true });
    expect(one("ApiDeployment", "books").inputs.environments).toEqual(["Staging"]);
    expect(one("ApiPermissions", "books").inputs.adopt).toBe(true);
  });

  test("claims the API by the stack's id as well as by its name", async () => {
    const id = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
    const { one } = await make({ stackId: id });
    const { inputs } = one("ApiPermissions", "books");
    expect(inputs).toMatchObject({ claimant: `choreo-azuread/dev/books@${id}` });
    expect(inputs).not.toHaveProperty("stackId");
    const withoutId = await make();
    expect(withoutId.one("ApiPermissions", "books").inputs.claimant).toBe("choreo-azuread/dev/books");
  });

  test("where the permissions live in Choreo all three are records", async () => {
    const { one } = await make({ owner: "choreo" });
    expect(one("ApiPermissions", "books").inputs).toMatchObject({ owner: "choreo", operations });
    expect(one("ApiDeployment", "books").inputs.owner).toBe("choreo");
    expect(one("ApiLifecycle", "books").inputs.owner).toBe("choreo");
  });

  test("gives out the API's id once it is published", async () => {
    const { component } = await make();
    expect(await resolved(component.publishedApiId)).toBe("books-id");
    expect(await resolved(component.nodes.lifecycle.urn)).toContain(
      "::choreo-azuread:index:ChoreoApi$pulumi-nodejs:dynamic/choreo:ApiLifecycle::books",
    );
  });
});

describe("the digest that triggers a deployment", () => {
  const names = fc.stringMatching(/^[a-z]{1,6}$/);
  const routes = fc.dictionary(
    names.map((name) => `GET /${name}`),
    fc.uniqueArray(names, { maxLength: 4 }),
    { maxKeys: 5 },
  );
  const scopes = fc.dictionary(names, fc.record({ description: fc.string() }), { maxKeys: 5 });
  const reversed = <T>(record: Record<string, T>) => Object.fromEntries(Object.entries(record).reverse());

  test("does not depend on the order of anything", () => {
    fc.assert(
      fc.property(scopes, routes, (scopes, routes) => {
        const turned = Object.fromEntries(
          Object.entries(reversed(routes)).map(([name, list]) => [name, [...list].reverse()]),
        );
        expect(deploymentTrigger(reversed(scopes), turned)).toBe(deploymentTrigger(scopes, routes));
      }),
    );
  });

  test("changes with every permission, text and operation", () => {
    const digest = deploymentTrigger(permissions, operations);
    const others = [
      deploymentTrigger({ ...permissions, books_read: { description: "Read" } }, operations),
      deploymentTrigger({ books_add: permissions.books_add }, operations),
      deploymentTrigger(permissions, { ...operations, "GET /books": ["books_read"] }),
      deploymentTrigger(permissions, { ...operations, "DELETE /books": [] }),
    ];
    expect(new Set([digest, ...others]).size).toBe(5);
  });
});
