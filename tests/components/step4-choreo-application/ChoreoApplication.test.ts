import { expect, test } from "@jest/globals";
import { ChoreoApplication } from "../../../components/index.ts";
import { mocked, own, resolved } from "../mocks.ts";

test("makes the application, its key and its subscriptions", async () => {
  let component: ChoreoApplication | undefined;
  const { one, names } = await mocked(() => {
    component = new ChoreoApplication("storefront", {
      name: "storefront (dev)",
      description: "The shop",
      throttlingPolicy: "10PerMin",
      identityProvider: "AzureAD",
      clientId: "client-id",
      keyType: "SANDBOX",
      subscriptions: { books: "books-api", orders: "orders-api" },
      subscriptionPolicy: "Bronze",
      subscriptionPolicies: { orders: "Gold" },
    });
  });
  expect(own(one("choreo:Application", "storefront").inputs)).toMatchObject({
    name: "storefront (dev)",
    description: "The shop",
    throttlingPolicy: "10PerMin",
  });
  expect(own(one("IdpKey", "storefront").inputs)).toMatchObject({
    applicationId: "storefront-id",
    identityProvider: "AzureAD",
    consumerKey: "client-id",
    keyType: "SANDBOX",
  });
  expect(names("Subscription").sort()).toEqual(["storefront-books", "storefront-orders"]);
  expect(own(one("Subscription", "storefront-books").inputs)).toMatchObject({
    applicationId: "storefront-id",
    apiId: "books-api",
    throttlingPolicy: "Bronze",
  });
  expect(own(one("Subscription", "storefront-orders").inputs)).toMatchObject({ throttlingPolicy: "Gold" });
  expect(await resolved((component as ChoreoApplication).subscriptionIds.orders as never)).toBe(
    "storefront-orders-id",
  );
  expect(await resolved((component as ChoreoApplication).keyMappingId)).toBe("storefront-id");
});

test("says whose the application is, as far as the settings do not: stacks of one name have different ids", async () => {
  const described = async (more: object) => {
    const { one } = await mocked(() => {
      new ChoreoApplication("storefront", {
        name: "storefront (dev)",
        identityProvider: "AzureAD",
        clientId: "client-id",
        keyType: "PRODUCTION",
        subscriptions: {},
        ...more,
      });
    });
    return one("choreo:Application", "storefront").inputs.description;
  };
  expect(await described({ stackId: "5f7c" })).toBe("Managed by Pulumi: choreo-azuread/dev (stack-id:5f7c)");
  expect(await described({ stackId: "5f7c", description: "The shop" })).toBe("The shop");
});

test("makes nothing but the key where the application is another client's", async () => {
  const shared = { name: "storefront (dev)", identityProvider: "AzureAD" };
  let other: ChoreoApplication | undefined;
  const { one, names } = await mocked(() => {
    const of = new ChoreoApplication("storefront", {
      ...shared,
      clientId: "client-id",
      keyType: "PRODUCTION",
      subscriptions: { books: "books-api" },
    });
    other = new ChoreoApplication("tester", {
      ...shared,
      of,
      clientId: "tester-id",
      keyType: "SANDBOX",
      subscriptions: {},
    });
  });
  expect(names("choreo:Application")).toEqual(["storefront"]);
  expect(names("Subscription")).toEqual(["storefront-books"]);
  expect(own(one("IdpKey", "tester").inputs)).toMatchObject({
    applicationId: "storefront-id",
    consumerKey: "tester-id",
    keyType: "SANDBOX",
  });
  const { applicationId, subscriptionIds } = other as ChoreoApplication;
  expect(await resolved(applicationId)).toBe("storefront-id");
  expect(await resolved(subscriptionIds.books as never)).toBe("storefront-books-id");
});
