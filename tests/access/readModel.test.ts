import { describe, expect, test } from "@jest/globals";
import { ModelError, readModel, UNKNOWN } from "../../access/index.ts";
import { booksModel } from "../cli/access-diff/models.ts";

function refusal(value: unknown): ModelError {
  try {
    readModel(value);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return error as ModelError;
  }
  throw new Error("was read");
}

describe("a model of version 2", () => {
  test("is read as it is written, with and without what may be left out", () => {
    expect(readModel(booksModel())).toEqual(booksModel());
    const operations = {
      "GET /books": { permissions: ["x"] },
      "GET /h": { permissions: [], anonymous: true as const, unlisted: true as const },
    };
    const whole = {
      ...booksModel(),
      unplaced: ["by-hand"],
      left: {
        books: { Default: { runs: "before" as const, operations }, Staging: { runs: "unknown" as const } },
      },
    };
    expect(readModel(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  test("says of what a preview does not know that it is not known", () => {
    const model = booksModel();
    const unknown = {
      ...model,
      environment: UNKNOWN,
      apis: { books: { ...model.apis.books, owners: [UNKNOWN] } },
    };
    expect(readModel(unknown)).toMatchObject({
      environment: "(known after up)",
      apis: { books: { owners: ["(known after up)"] } },
    });
  });

  test("of another shape is refused with the places, never the values", () => {
    const { books } = booksModel().apis;
    const wrong = {
      ...booksModel(),
      apis: { books: { ...books, assigned: "secret", owners: null } },
      clients: 3,
    };
    const error = refusal(wrong);
    expect([error.name, error.message, error.version]).toEqual([
      "ModelError",
      "access.apis.books.assigned, access.apis.books.owners, access.clients",
      undefined,
    ]);
  });
});

test.each([
  [{ version: 3 }, "version 3", 3],
  [{ version: 0 }, "version 0", 0],
  [
    { version: "2" },
    "access.version, access.environment, access.principals, access.apis, access.clients",
    undefined,
  ],
  [null, "access", undefined],
  ["text", "access", undefined],
])("%j is none", (value, message, version) => {
  const error = refusal(value);
  expect([error.message, error.version]).toEqual([message, version]);
});

test("version 1, from settings alone: people by name, what was so by construction", () => {
  const secret = { rotation: 1, expires: "180d" };
  const books = {
    name: "books",
    apiVersion: "1.0.0",
    permissions: { read: { scope: "urn:read", consent: "users", enabled: true } },
    operations: { "GET /books": ["read"], "GET /health": [] },
    assignmentRequired: true,
  };
  const version1 = {
    version: 1,
    environment: "dev",
    apis: {
      books: {
        ...books,
        users: ["ada"],
        groups: ["Librarians"],
        roles: { clerk: { users: ["grace"], groups: ["Clerks"] } },
        preAuthorized: ["shop", "gone"],
      },
      orders: { ...books, name: "orders", users: [], groups: [] },
    },
    clients: {
      shop: {
        redirectUris: ["https://shop/"],
        uses: { orders: [], books: ["read"] },
        adminConsent: ["books", "other"],
        secret,
      },
    },
  };
  const operations = { "GET /books": { permissions: ["read"] }, "GET /health": { permissions: [] } };
  expect(readModel(version1)).toEqual({
    version: 2,
    environment: "dev",
    apis: {
      books: {
        ...books,
        operations,
        assigned: ["Librarians", "ada"],
        roles: { clerk: ["Clerks", "grace"] },
        preAuthorized: { shop: ["read"], gone: [] },
        owners: [],
      },
      orders: { ...books, name: "orders", operations, assigned: [], owners: [] },
    },
    clients: {
      shop: {
        redirectUris: ["https://shop/"],
        declared: { orders: [], books: ["read"] },
        granted: { books: ["read"], other: [] },
        subscribed: ["books", "orders"],
        owners: [],
        secret,
      },
    },
    principals: {
      ada: { kind: "user", name: "ada" },
      grace: { kind: "user", name: "grace" },
      Librarians: { kind: "group", name: "Librarians" },
      Clerks: { kind: "group", name: "Clerks" },
    },
  });
});

test("a model with all that it can hold is read as it is", () => {
  const operations = { "GET /": { permissions: ["a"], others: ["a"], anonymous: true, unlisted: true } };
  const running = { operations, keyTypes: ["PRODUCTION", "SANDBOX"] };
  const kinds = ["user", "group", "application", "deployer", "unknown"];
  const whole = {
    version: 2,
    environment: "dev",
    principals: Object.fromEntries(kinds.map((kind) => [`${kind}-id`, { kind, name: kind }])),
    apis: {},
    clients: {},
    unplaced: ["x"],
    left: {
      books: {
        Default: { runs: "before", ...running },
        ...Object.fromEntries(["kept", "byHand", "nothing", "unknown"].map((runs) => [runs, { runs }])),
      },
    },
    deployed: { books: { ...running, at: { Default: running, Staging: { operations } }, stays: true } },
  };
  expect(readModel(whole)).toEqual(whole);
  expect(() => readModel({ ...whole, left: { books: { Default: { runs: "gone" } } } })).toThrow("left.books");
});
