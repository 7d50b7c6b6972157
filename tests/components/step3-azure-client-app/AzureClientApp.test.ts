import { describe, expect, test } from "@jest/globals";
import type { Application } from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { AzureClientApp, type AzureClientAppArgs } from "../../../components/index.ts";
import { mocked, resolved } from "../mocks.ts";

const storefront: AzureClientAppArgs = {
  displayName: "storefront (dev)",
  redirectUris: ["https://localhost:9000/"],
  uses: {
    books: {
      clientId: "books-client-id",
      servicePrincipalObjectId: "books-sp",
      scopes: { "urn:taylordean:books:books_add": "add-id", "urn:taylordean:books:books_read": "read-id" },
    },
    orders: {
      clientId: "orders-client-id",
      servicePrincipalObjectId: "orders-sp",
      scopes: { "urn:taylordean:orders:orders_read": "orders-id" },
      roleIds: ["sweeper-id"],
    },
  },
  secret: { rotation: 1, endDate: "2027-05-23T00:00:00Z" },
  owners: ["deployer-id"],
};

async function make(changes: Partial<AzureClientAppArgs> = {}) {
  let component: AzureClientApp | undefined;
  const mocks = await mocked(() => {
    component = new AzureClientApp("storefront", { ...storefront, stackId: "5f7c", ...changes });
  });
  return { ...mocks, component: component as AzureClientApp };
}

test("the app registration asks for the scopes of every API by the APIs' own ids", async () => {
  const { one } = await make();
  expect(one("Application", "storefront").inputs).toEqual({
    displayName: "storefront (dev)",
    notes: "Managed by Pulumi: choreo-azuread/dev. Changes made by hand are undone.",
    tags: ["pulumi", "choreo-azuread/dev", "stack-id:5f7c"],
    owners: ["deployer-id"],
    preventDuplicateNames: true,
    signInAudience: "AzureADMyOrg",
    web: { redirectUris: ["https://localhost:9000/"] },
    requiredResourceAccesses: [
      {
        resourceAppId: "books-client-id",
        resourceAccesses: [
          { id: "add-id", type: "Scope" },
          { id: "read-id", type: "Scope" },
        ],
      },
      {
        resourceAppId: "orders-client-id",
        resourceAccesses: [
          { id: "orders-id", type: "Scope" },
          { id: "sweeper-id", type: "Role" },
        ],
      },
    ],
  });
  expect(one("ServicePrincipal", "storefront").inputs).toMatchObject({
    clientId: "client-id-of-storefront",
    owners: ["deployer-id"],
  });
});

describe("consent", () => {
  test("is left to people unless an administrator gives it", async () => {
    const { names } = await make();
    expect(names("ServicePrincipalDelegatedPermissionGrant")).toEqual([]);
    expect(names("ApplicationPreAuthorized")).toEqual([]);
  });

  test("of an administrator is a grant for each API that has it", async () => {
    const { books, orders } = storefront.uses;
    const { one, names } = await make({
      uses: { books: { ...books, adminConsent: true } as never, orders: orders as never },
    });
    expect(names("ServicePrincipalDelegatedPermissionGrant")).toEqual(["storefront-books"]);
    expect(one("ServicePrincipalDelegatedPermissionGrant", "storefront-books").inputs).toEqual({
      servicePrincipalObjectId: "object-id-of-storefront",
      resourceServicePrincipalObjectId: "books-sp",
      claimValues: ["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"],
    });
  });

  test("is not asked where the API lists the client", async () => {
    const preAuthorizedBy = {
      id: pulumi.output("/applications/books"),
      urn: pulumi.output("urn"),
    } as unknown as Application;
    const { orders } = storefront.uses;
    const { one } = await make({ uses: { orders: { ...orders, preAuthorizedBy } as never } });
    expect(one("ApplicationPreAuthorized", "storefront-orders").inputs).toEqual({
      applicationId: "/applications/books",
      authorizedClientId: "client-id-of-storefront",
      permissionIds: ["orders-id"],
    });
  });
});

describe("the client secret", () => {
  test("of the first rotation stands alone", async () => {
    const { one, names, component } = await make();
    expect(names("ApplicationPassword")).toEqual(["storefront-1"]);
    expect(one("ApplicationPassword", "storefront-1").inputs).toEqual({
      applicationId: "storefront-id",
      displayName: "rotation 1",
      endDate: "2027-05-23T00:00:00Z",
    });
    expect(await resolved(component.clientSecretKeyId)).toBe("key-id-of-storefront-1");
    expect(await resolved(component.clientSecretExpires)).toBe("2027-05-23T00:00:00Z");
  });

  test("of a later rotation has its predecessor beside it; the newest is given out", async () => {
    const { names, component } = await make({ secret: { rotation: 3, endDate: "2027-05-23T00:00:00Z" } });
    expect(names("ApplicationPassword").sort()).toEqual(["storefront-2", "storefront-3"]);
    expect(await resolved(component.clientSecret)).toBe("secret-of-storefront-3");
  });

  test("is marked as a secret, and nothing else is", async () => {
    const { component } = await make();
    expect(await pulumi.isSecret(component.clientSecret)).toBe(true);
    expect(await pulumi.isSecret(component.clientId)).toBe(false);
    expect(await pulumi.isSecret(component.clientSecretExpires)).toBe(false);
  });
});

test("everything under it is its child", async () => {
  const { component } = await make();
  const { application, servicePrincipal, secrets } = component.nodes;
  for (const child of [application, servicePrincipal, ...secrets]) {
    expect(await resolved(child.urn)).toContain("::choreo-azuread:index:AzureClientApp$azuread:index/");
  }
});

test("of a registration that was there before: no mark, and what is not said stays", async () => {
  const { one, component } = await make({
    imported: true,
    owners: [],
    secret: "external",
    spaRedirectUris: ["https://spa.example/"],
    publicClientRedirectUris: ["msal1://auth"],
    requiredResourceAccess: { graph: { scopes: ["user-read"], roles: ["mail-send"] } },
  });
  const { inputs } = one("Application", "storefront");
  expect(Object.keys(inputs).sort()).toEqual([
    "displayName",
    "owners",
    "publicClient",
    "requiredResourceAccesses",
    "singlePageApplication",
    "web",
  ]);
  expect(inputs).toMatchObject({
    singlePageApplication: { redirectUris: ["https://spa.example/"] },
    publicClient: { redirectUris: ["msal1://auth"] },
  });
  expect((inputs.requiredResourceAccesses as unknown[]).at(-1)).toEqual({
    resourceAppId: "graph",
    resourceAccesses: [
      { id: "user-read", type: "Scope" },
      { id: "mail-send", type: "Role" },
    ],
  });
  expect(Object.keys(one("ServicePrincipal", "storefront").inputs)).toEqual(["clientId"]);
  expect(component.nodes.secrets).toEqual([]);
  expect(await resolved(component.clientSecret)).toBe("");
});
