import { expect, test } from "@jest/globals";
import { parse, problemsWithDocuments } from "./fixture.ts";
import { changed, type Path, title } from "./sweep/change.ts";
import { meanings } from "./sweep/meanings.ts";
import { shapes } from "./sweep/shapes.ts";

const rows = [...shapes, ...meanings].map((row) => [title(row), ...row] as const);

test.each(rows)("%s", async (_, path, value, said) => {
  expect(await problemsWithDocuments(changed(path, value))).toContainEqual(expect.stringContaining(said));
});

test("a client that uses a permission of a document without any is told what the document lacks", async () => {
  const files = { "plain.yaml": "openapi: 3.0.3\npaths: { /books: { get: {} } }" };
  const books = { version: "1.0.0", openapi: "plain.yaml" };
  expect(await problemsWithDocuments(changed("apis/books", books), files)).toEqual([
    'clients.storefront.uses.books[0]: unknown permission "books_add" of the API books. Allowed: none.',
    'clients.storefront.uses.books[1]: unknown permission "books_read" of the API books. Allowed: none.',
  ]);
});

test.each<[Path, unknown, string]>([
  [
    "clients/storefront/uses",
    {},
    "clients.storefront uses no API: nobody gets a token for any API through it",
  ],
  [
    "apis/books/permissions/books_add/enabled",
    false,
    "clients.storefront uses books_add of books, which is switched off (enabled: false): no token carries it",
  ],
])("%s: %j is taken, with a notice", (path, value, notice) => {
  expect(parse(changed(path, value)).notices).toEqual([notice]);
});
