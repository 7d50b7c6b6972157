import { describe, expect, jest, test } from "@jest/globals";
import { types } from "../../policies/resourceTypes.ts";
import { assignmentRequired } from "../../policies/rules/assignmentRequired.ts";
import { clientsSubscribed } from "../../policies/rules/clientsSubscribed.ts";
import { secretLifetime } from "../../policies/rules/secretLifetime.ts";
import { type ApiOptions, books } from "./books.ts";
import { resource, violations } from "./run.ts";

describe("assignment-required", () => {
  const principal = (
    appRoleAssignmentRequired: boolean | undefined,
    stack = "prod",
    options: ApiOptions = {},
  ) => {
    const [application] = books({ stack, ...options });
    const props = { clientId: "id", appRoleAssignmentRequired };
    return [
      application,
      resource(types.servicePrincipal, "books", props, { stack, on: { clientId: application } }),
    ];
  };

  test("passes a web API that requires it, and a client that needs not", async () => {
    expect(await violations(assignmentRequired, principal(true))).toEqual([]);
    expect(await violations(assignmentRequired, principal(undefined, "prod", { scopes: [] }))).toEqual([]);
  });

  test("fails a web API that does not, in production only", async () => {
    for (const open of [false, undefined])
      expect(await violations(assignmentRequired, principal(open))).toEqual([
        "The web API books lets everyone in the tenant sign in: set assignmentRequired: true (appRoleAssignmentRequired of its service principal).",
      ]);
    expect(await violations(assignmentRequired, principal(false, "dev"))).toEqual([]);
  });

  test.each([
    ["eu-prod", {}, {}, 1],
    ["Production", {}, {}, 1],
    ["reproduction", {}, {}, 0],
    ["live", { productionStacks: ["live"] }, {}, 1],
    ["prod", { productionStacks: ["live"] }, {}, 0],
    ["blue", {}, { environment: "prod" }, 1],
  ])("stack %s with config %j and tags %j: %d", async (stack, config, tags, number) => {
    expect(await violations(assignmentRequired, principal(false, stack), { config, tags })).toHaveLength(
      number,
    );
  });
});

describe("clients-subscribed", () => {
  const application = resource(types.choreoApplication, "storefront", {});
  const key = resource(types.idpKey, "storefront", {}, { on: { applicationId: application } });
  const subscription = resource(
    types.subscription,
    "storefront-books",
    {},
    { on: { applicationId: application } },
  );

  test("passes a client with one", async () => {
    expect(await violations(clientsSubscribed, [application, key, subscription])).toEqual([]);
  });

  test("fails a client with none, or with another client's", async () => {
    const other = resource(types.choreoApplication, "reports", {});
    const others = resource(types.subscription, "reports-books", {}, { on: { applicationId: other } });
    for (const resources of [
      [application, key],
      [application, key, other, others],
    ])
      expect(await violations(clientsSubscribed, resources)).toEqual([
        expect.stringContaining("The client storefront has a key but no subscription"),
      ]);
  });

  test("an application made elsewhere is known by its id", async () => {
    const foreign = [
      resource(types.idpKey, "k", { applicationId: "1" }),
      resource(types.subscription, "s", { applicationId: "1" }),
    ];
    expect(await violations(clientsSubscribed, foreign)).toEqual([]);
  });
});

describe("secret-lifetime", () => {
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
  const secret = (endDate: string | undefined, startDate?: string, name = "storefront-1") =>
    resource(types.password, name, { endDate, startDate });

  test("passes what is within the bounds", async () => {
    expect(await violations(secretLifetime, [secret(inDays(180))])).toEqual([]);
  });

  test("counts a day that has begun, on both bounds, and forgives a clock that is minutes off", async () => {
    const fits = [secret(inDays(6.4)), secret(inDays(365.005)), secret(inDays(364.4))];
    expect(await violations(secretLifetime, fits)).toEqual([]);
    expect(await violations(secretLifetime, [secret(inDays(365.5))])).toEqual([
      "The secret storefront-1 lives 366 days; 365 are allowed: set clients.storefront.secret.expires to 365d or less.",
    ]);
  });

  test.each(["00:00:00", "00:05:00", "23:50:00"])(
    "what settings end after 700 days lives 700 days, made at %s",
    async (time) => {
      jest.spyOn(Date, "now").mockReturnValue(Date.parse(`2026-11-27T${time}Z`));
      const end = new Date(Date.parse("2026-11-27T00:00:00Z") + 700 * 24 * 60 * 60 * 1000).toISOString();
      for (const start of [undefined, `2026-11-27T${time}Z`])
        expect(await violations(secretLifetime, [secret(end, start)])).toEqual([
          expect.stringContaining("The secret storefront-1 lives 700 days; 365 are allowed"),
        ]);
      jest.restoreAllMocks();
    },
  );

  test("passes one that is about to end, so that it can be rotated", async () => {
    expect(await violations(secretLifetime, [secret(inDays(2), inDays(-88))])).toEqual([]);
  });

  test("fails too long, too short and no end", async () => {
    expect(await violations(secretLifetime, [secret(inDays(730))])).toEqual([
      "The secret storefront-1 lives 730 days; 365 are allowed: set clients.storefront.secret.expires to 365d or less.",
    ]);
    expect(await violations(secretLifetime, [secret(inDays(2))])).toEqual([
      "The secret storefront-1 lives 2 days; at least 7 are needed: set clients.storefront.secret.expires to 7d or more.",
    ]);
    expect(await violations(secretLifetime, [secret(undefined)])).toEqual([
      expect.stringContaining("has no end date"),
    ]);
  });

  test("other bounds can be set; one that exists has to be rotated, since its end does not change", async () => {
    const config = { maximumDays: 90 };
    expect(await violations(secretLifetime, [secret(inDays(100), inDays(-80))], { config })).toEqual([
      "The secret storefront-1 lives 180 days; 90 are allowed: set clients.storefront.secret.expires to 90d or less, and raise clients.storefront.secret.rotation by one: a secret that exists keeps its end.",
    ]);
  });

  test("the secret that a rotation leaves behind stops neither that rotation nor another client's", async () => {
    const config = { maximumDays: 90 };
    const outgoing = secret(inDays(100), inDays(-80), "storefront-9");
    expect(
      await violations(secretLifetime, [outgoing, secret(inDays(90), undefined, "storefront-10")], {
        config,
      }),
    ).toEqual([]);
    expect(
      await violations(secretLifetime, [outgoing, secret(inDays(90), undefined, "storefront-web-10")], {
        config,
      }),
    ).toHaveLength(1);
  });
});
