import { describe, expect, test } from "@jest/globals";
import { types } from "../../policies/resourceTypes.ts";
import { closedOperations } from "../../policies/rules/closedOperations.ts";
import { scopeNames } from "../../policies/rules/scopeNames.ts";
import { writeScopesAdminConsent } from "../../policies/rules/writeScopesAdminConsent.ts";
import { booksModel } from "../cli/access-diff/models.ts";
import { books, UnknownValueError } from "./books.ts";
import { resource, violations } from "./run.ts";

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

  test("passes a scope that the settings say is no permission, and that one alone", async () => {
    const scopes = ["urn:o:a:books_add", "urn:o:a:books_read", "access_as_user", "legacy"].map((value) => ({
      value,
    }));
    const id = resource("random:index/randomUuid:RandomUuid", "books-scope-access_as_user", {});
    expect(await violations(scopeNames, [...books({ scopes }), id])).toEqual([
      "The web API books: the scope legacy is the fully qualified name of no permission in Choreo.",
    ]);
  });

  test("fails permissions without a web API", async () => {
    const [, permissions] = books();
    expect(await violations(scopeNames, [permissions])).toEqual([
      expect.stringContaining("no web API of that name"),
    ]);
  });
});
