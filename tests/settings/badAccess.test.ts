import { describe, expect, test } from "@jest/globals";
import { guideConfig, problemsOf, problemsWithDocuments } from "./fixture.ts";
import { only } from "./only.ts";

describe("permissions and operations", () => {
  test.each([
    [
      "an unknown permission",
      { operations: { "POST /books": ["book_add"] } },
      'apis.books.operations["POST /books"][0]: found "book_add", no permission of this API. Did you mean "books_add"? Allowed: books_add, books_read.',
    ],
    [
      "a permission twice",
      { operations: { "GET /books": ["books_read", "books_read"] } },
      'apis.books.operations["GET /books"][1]: "books_read" is there twice',
    ],
    [
      "an operation without a path",
      { operations: { POST: [] } },
      'apis.books.operations.POST: is not an operation; write it like "POST /books"',
    ],
    [
      "a verb that WSO2 does not route",
      { operations: { "TRACE /books": [] } },
      'apis.books.operations["TRACE /books"]: has the verb TRACE; allowed: GET, POST',
    ],
    [
      "one operation in two spellings",
      { operations: { "GET /books": [], "get /books": [] } },
      'apis.books.operations["get /books"]: GET /books is there twice',
    ],
    [
      "neither a document nor operations",
      { operations: undefined },
      'apis.books: has neither "openapi" nor operations',
    ],
    [
      "both",
      { openapi: "openapi/orders.yaml", permissions: undefined },
      'apis.books.operations: cannot stand beside "openapi"',
    ],
    [
      "roles and plain assignments",
      { roles: { librarian: {} } },
      'apis.books.assigned: is for an API without "roles"',
    ],
  ])("%s", async (_, books, expected) => {
    expect(
      await problemsWithDocuments(guideConfig({ books, storefront: { uses: { books: ["books_read"] } } })),
    ).toContainEqual(expect.stringContaining(expected));
  });

  test.each([
    ["a space", "books add", 'contains " "; Entra allows'],
    ["a letter beyond ASCII", "bücher", 'contains "ü" (U+00FC); Entra allows'],
    ["a leading dot", ".books", "begins with a dot"],
    ["more than 120 characters", "b".repeat(121), "has 121 characters; Entra allows at most 120"],
  ])("a scope value with %s", (_, name, expected) => {
    const raw = guideConfig({
      books: { permissions: { [name]: null }, operations: {} },
      storefront: { uses: { books: [name] } },
    });
    expect(only(raw)).toContain(`apis.books.permissions`);
    expect(only(raw)).toContain(expected);
  });
});

describe("clients", () => {
  test.each([
    [
      "an unknown API",
      { uses: { book: ["books_add"] } },
      'clients.storefront.uses.book: unknown API "book". Did you mean "books"? APIs of this stack: books.',
    ],
    [
      "an unknown permission",
      { uses: { books: ["books_write"] } },
      'clients.storefront.uses.books[0]: unknown permission "books_write" of the API books. Did you mean "books_read"',
    ],
    [
      "a permission twice",
      { uses: { books: ["books_add", "books_add"] } },
      'clients.storefront.uses.books[1]: "books_add" is there twice',
    ],
    [
      "consent for an API that it does not use",
      { adminConsent: ["orders"] },
      'clients.storefront.adminConsent: names "orders", which the client does not use',
    ],
    [
      "a secret beyond 24 months",
      { secret: { expires: "25m" } },
      "clients.storefront.secret.expires: 25m is beyond 24 months (2028-11-24)",
    ],
    [
      "an expiry that is none",
      { secret: { expires: "soon" } },
      'clients.storefront.secret.expires: found "soon"; allowed is a duration like 180d',
    ],
    [
      "a day that does not exist",
      { secret: { expires: "2027-02-30" } },
      'clients.storefront.secret.expires: found "2027-02-30"',
    ],
    [
      "a warning that would never cease",
      { secret: { expires: "20d" } },
      "clients.storefront.secret.warnDays: found 30; must be less than the 20d",
    ],
    [
      "a redirect URI twice",
      { redirectUris: ["https://a.example/", "https://a.example"] },
      "clients.storefront.redirectUris[1]: https://a.example/ is there twice",
    ],
  ])("%s", (_, storefront, expected) => {
    expect(only(guideConfig({ storefront }))).toContain(expected);
  });

  test("a client of an API that has an error of its own is not told that there is no such API", () => {
    expect(problemsOf(guideConfig({ books: { version: 1 } }))).toEqual([
      expect.stringContaining("apis.books.version"),
    ]);
  });
});
