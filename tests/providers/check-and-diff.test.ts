import { describe, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const permissions = {
  apiId: "a",
  claimant: "shop/dev/books",
  scopes: { books_add: { description: "Add a book" } },
  operations: { "POST /books": ["books_add"] },
};

describe("check", () => {
  test("fills in what previews should know", () => {
    expect(ApiPermissions.check({}, {}, permissions).inputs).toMatchObject({
      scopes: { books_add: { displayName: "books_add", description: "Add a book" } },
      adopt: false,
    });
    expect(ApiLifecycle.check({}, {}, { apiId: "a" }).inputs).toMatchObject({ state: "PUBLISHED" });
  });

  test.each([
    [{ operations: { "post books": [] } }, 'operations["post books"]', "verb and a target"],
    [{ operations: { "POST /books": ["books_ad"] } }, 'operations["POST /books"]', "books_ad is not one of"],
    [{ scopes: { "two words": {} } }, "scopes.two words", "white space"],
    [{ scopes: { long: { description: "x".repeat(513) } }, operations: {} }, "scopes.long", "512"],
  ])("refuses %j", (change, property, reason) => {
    const { failures } = ApiPermissions.check({}, {}, { ...permissions, ...change });
    expect(failures).toContainEqual({ property, reason: expect.stringContaining(reason) });
  });

  test.each(["shop=web", " shop", "x".repeat(101), ""])("refuses the application name %j", (name) => {
    expect(Application.check({}, {}, { name }).failures).toHaveLength(1);
  });

  test("asks nothing of values that are not known yet, at any depth", () => {
    const news = { ...permissions, apiId: unknown, scopes: unknown, operations: { "POST /books": unknown } };
    expect(ApiPermissions.check({}, {}, news).failures).toEqual([]);
    const key = {
      applicationId: unknown,
      identityProvider: "AzureAD",
      consumerKey: unknown,
      keyType: "SANDBOX",
    };
    expect(IdpKey.check({}, {}, key).failures).toEqual([]);
  });
});

describe("diff", () => {
  const key = { applicationId: "x", identityProvider: "AzureAD", consumerKey: "c", keyType: "PRODUCTION" };
  const subscription = { applicationId: "x", apiId: "a", throttlingPolicy: "Unlimited" };

  test.each(Object.keys(key))("of a key: %s makes a new one, after the old one has gone", (property) => {
    expect(IdpKey.diff({}, "id", key, { ...key, [property]: "other" })).toEqual({
      changes: true,
      replaces: [property],
      deleteBeforeReplace: true,
    });
  });

  test("of a subscription: its ends make a new one, its plan does not", () => {
    expect(Subscription.diff({}, "id", subscription, { ...subscription, apiId: "b" }).replaces).toEqual([
      "apiId",
    ]);
    const other = Subscription.diff({}, "id", subscription, { ...subscription, throttlingPolicy: "Gold" });
    expect(other).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
  });

  test("of permissions does not mind the order of keys, but the scopes of an operation", () => {
    const { inputs } = ApiPermissions.check({}, {}, permissions);
    const turned = Object.fromEntries(Object.entries(inputs).reverse());
    expect(ApiPermissions.diff({}, "a", inputs, turned).changes).toBe(false);
    const fewer = { ...inputs, operations: { "POST /books": [] } };
    expect(ApiPermissions.diff({}, "a", inputs, fewer)).toMatchObject({ changes: true, replaces: [] });
  });

  test("of a deployment follows its trigger alone, whatever else the state holds", () => {
    const state = { apiId: "a", trigger: "1", claimant: "s", revisionId: "r", deployedTo: ["Default"] };
    expect(ApiDeployment.diff({}, "a", state, { apiId: "a", trigger: "1", claimant: "s" }).changes).toBe(
      false,
    );
    expect(ApiDeployment.diff({}, "a", state, { apiId: "a", trigger: "2", claimant: "s" }).changes).toBe(
      true,
    );
  });

  test.each(["ON_HOLD", "TIER_UPDATE_PENDING", "REJECTED", "CREATED"])(
    "looks again at what is %s",
    (status) => {
      const waiting = { ...subscription, status };
      expect(Subscription.diff({}, "id", waiting, subscription)).toMatchObject({
        changes: true,
        replaces: [],
      });
      expect(Subscription.diff({}, "id", { ...waiting, status: "UNBLOCKED" }, subscription).changes).toBe(
        false,
      );
    },
  );

  test("takes a value that is not known yet for a change", () => {
    expect(IdpKey.diff({}, "id", key, { ...key, applicationId: unknown }).replaces).toEqual([
      "applicationId",
    ]);
  });
});
