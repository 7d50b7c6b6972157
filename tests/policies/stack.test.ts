import { describe, expect, test } from "@jest/globals";
import { types } from "../../policies/resourceTypes.ts";
import { assignmentRequired } from "../../policies/rules/assignmentRequired.ts";
import { clientsSubscribed } from "../../policies/rules/clientsSubscribed.ts";
import { closedOperations } from "../../policies/rules/closedOperations.ts";
import { scopeNames } from "../../policies/rules/scopeNames.ts";
import { secretLifetime } from "../../policies/rules/secretLifetime.ts";
import { writeScopesAdminConsent } from "../../policies/rules/writeScopesAdminConsent.ts";
import { booksModel } from "../cli/access-diff/models.ts";
import { resource, violations } from "./run.ts";

interface ApiOptions {
  stack?: string;
  scopes?: { value: string; type?: string }[];
  permissions?: string[];
  operations?: Record<string, string[]>;
}

/** The two sides of the API `books`, as the program makes them. */
function books({
  stack = "prod",
  scopes = [
    { value: "urn:taylordean:books:books_add", type: "Admin" },
    { value: "urn:taylordean:books:books_read", type: "User" },
  ],
  permissions = ["books_add", "books_read"],
  operations = { "POST /books": ["books_add"], "GET /books": ["books_read"] },
}: ApiOptions = {}) {
  const named = Object.fromEntries(permissions.map((name) => [name, {}]));
  return [
    resource(types.application, "books", { api: { oauth2PermissionScopes: scopes } }, { stack }),
    resource(types.apiPermissions, "books", { scopes: named, operations }, { stack }),
  ] as const;
}

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
        expect.stringContaining("The web API books lets everyone"),
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

describe("write-scopes-admin-consent", () => {
  const users = [
    { value: "urn:taylordean:books:books_add", type: "User" },
    { value: "urn:taylordean:books:books_read", type: "User" },
  ];

  test("passes when writing needs an administrator and reading does not", async () => {
    expect(await violations(writeScopesAdminConsent, [...books()])).toEqual([]);
  });

  test("fails a scope that opens a writing operation, whatever its name, in production only", async () => {
    expect(await violations(writeScopesAdminConsent, [...books({ scopes: users })])).toEqual([
      "Users may consent to urn:taylordean:books:books_add, which opens POST /books: set its consent to admins.",
    ]);
    const renamed = books({ scopes: users, operations: { "DELETE /books": ["books_read"] } });
    expect(await violations(writeScopesAdminConsent, [...renamed])).toEqual([
      expect.stringContaining("books_read"),
    ]);
    expect(await violations(writeScopesAdminConsent, [...books({ stack: "dev", scopes: users })])).toEqual(
      [],
    );
  });

  test("fails a client that is pre-authorised for such a scope, and passes one for reading", async () => {
    const preAuthorized = (permission: string, stack = "prod") => {
      const scopes = ["books_add", "books_read"].map((name) => ({
        value: `urn:taylordean:books:${name}`,
        type: name === "books_add" ? "Admin" : "User",
        id: `id of ${name}`,
      }));
      const [application, permissions] = books({ stack, scopes });
      const id = `id of ${permission}`;
      return [
        resource(types.application, "books", { ...application.props, objectId: "b" }, { stack }),
        permissions,
        resource(types.application, "storefront", { clientId: "s" }, { stack }),
        resource(
          types.preAuthorized,
          "storefront-books",
          { applicationId: "/applications/b", authorizedClientId: "s", permissionIds: [id] },
          { stack },
        ),
      ];
    };
    expect(await violations(writeScopesAdminConsent, preAuthorized("books_add"))).toEqual([
      "The client storefront needs nobody's consent to books_add, which opens POST /books: take it out of preAuthorized, and let an administrator consent (adminConsent).",
    ]);
    expect(await violations(writeScopesAdminConsent, preAuthorized("books_read"))).toEqual([]);
    expect(await violations(writeScopesAdminConsent, preAuthorized("books_add", "dev"))).toEqual([]);
  });
});

describe("closed-operations", () => {
  const withOutput = (operations: object, stack = "prod") => {
    const access = booksModel();
    Object.assign(access.apis.books?.operations ?? {}, operations);
    return [...books({ stack }), resource("pulumi:pulumi:Stack", "p-prod", { access }, { stack })];
  };
  const unlisted = { "DELETE /books/{id}": { permissions: [], unlisted: true } };
  const told =
    'Every token of a subscribed client opens DELETE /books/{id} of books: list it under operations with the permissions that it shall need, or allow it in the policy\'s configuration ("books DELETE /books/{id}").';

  test("passes operations with permissions, and reading that is listed as needing none", async () => {
    expect(await violations(closedOperations, [...books()])).toEqual([]);
    const operations = { "POST /books": ["books_add"], "GET /health": [] };
    expect(await violations(closedOperations, [...books({ operations })])).toEqual([]);
    const attached = { "DELETE /books/{id}": { permissions: ["of-another-stack"], unlisted: true } };
    expect(await violations(closedOperations, withOutput(attached))).toEqual([]);
  });

  test("fails one that the settings do not list, as the stack's output has it, in production only", async () => {
    expect(await violations(closedOperations, withOutput(unlisted))).toEqual([told]);
    expect(await violations(closedOperations, withOutput(unlisted, "dev"))).toEqual([]);
  });

  test("fails writing that is listed as needing none, and what anyone can call", async () => {
    const operations = { "DELETE /books/{id}": [] };
    expect(await violations(closedOperations, [...books({ operations })])).toEqual([told]);
    const anonymous = { "GET /health": { permissions: [], unlisted: true, anonymous: true } };
    expect(await violations(closedOperations, withOutput(anonymous))).toEqual([
      expect.stringMatching(/^Anyone can call, without a token, GET \/health of books: /),
    ]);
  });

  test.each([
    ["books DELETE /books/{id}", 0],
    ["books *", 0],
    ["* DELETE *", 0],
    ["DELETE /books/{id}", 1],
  ])("allowed: %s leaves %d", async (allowed, number) => {
    const config = { allowed: [allowed] };
    expect(await violations(closedOperations, withOutput(unlisted), { config })).toHaveLength(number);
  });

  test("what a preview does not know yet stops no rule", async () => {
    const unknown = new Proxy(
      {},
      {
        get: () => {
          throw new UnknownValueError("unknown");
        },
        ownKeys: () => ["access"],
      },
    );
    const stack = resource("pulumi:pulumi:Stack", "p-prod", unknown);
    expect(await violations(closedOperations, [...books(), stack])).toEqual([]);
  });
});

/** As `@pulumi/policy` throws it, which does not export it. */
class UnknownValueError extends Error {}

describe("scope-names", () => {
  test("passes the same names, on Choreo and on API Manager, where they have no prefix", async () => {
    expect(await violations(scopeNames, [...books()])).toEqual([]);
    const bare = books({ scopes: [{ value: "books_add" }, { value: "books_read" }] });
    expect(await violations(scopeNames, [...bare])).toEqual([]);
  });

  test("a name that ends another is told apart", async () => {
    const nested = books({
      permissions: ["add", "books_add"],
      scopes: [{ value: "urn:o:a:add" }, { value: "urn:o:a:books_add" }],
    });
    expect(await violations(scopeNames, [...nested])).toEqual([]);
  });

  test("fails one character off, from both sides", async () => {
    const bad = books({
      scopes: [{ value: "urn:taylordean:books:books_ad" }, { value: "urn:taylordean:books:books_read" }],
    });
    expect(await violations(scopeNames, [...bad])).toEqual([
      "The web API books: the scope urn:taylordean:books:books_ad is the fully qualified name of no permission in Choreo.",
      "The web API books: the permission books_add in Choreo has no scope.",
    ]);
  });

  test("fails two prefixes in one API", async () => {
    const mixed = books({
      scopes: [{ value: "urn:taylordean:books:books_add" }, { value: "urn:taylordean:book:books_read" }],
    });
    expect(await violations(scopeNames, [...mixed])).toEqual([
      "The web API books: its scopes have different prefixes: urn:taylordean:book:, urn:taylordean:books:.",
    ]);
  });

  test("fails a prefix that the pattern in the configuration does not allow", async () => {
    const config = { prefixPattern: "^urn:other:[^:]+:$" };
    expect(await violations(scopeNames, [...books()], { config })).toHaveLength(4);
  });

  test("fails permissions without a web API", async () => {
    const [, permissions] = books();
    expect(await violations(scopeNames, [permissions])).toEqual([
      expect.stringContaining("no web API of that name"),
    ]);
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
