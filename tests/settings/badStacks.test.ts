import { expect, test } from "@jest/globals";
import { guideConfig, parse, parseWithDocuments, problemsOf, problemsWithDocuments } from "./fixture.ts";
import { changed, type Path, title } from "./sweep/change.ts";
import { looks } from "./sweep/looks.ts";
import { meanings } from "./sweep/meanings.ts";
import { shapes } from "./sweep/shapes.ts";

const rows = [...shapes, ...meanings, ...looks].map((row) => [title(row), ...row] as const);

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

test.each(["openapi: 3.0", "openapi: 3.1", 'openapi: "3.0.3"', "swagger: 2.0"])(
  "a document with %s is read",
  async (line) => {
    const files = { "plain.yaml": `${line}\npaths: { /books: { get: {} } }` };
    const { apis } = await parseWithDocuments(
      { ...(changed("apis/books", { version: "1.0.0", openapi: "plain.yaml" }) as object), clients: {} },
      files,
    );
    expect(Object.keys(apis.books?.operations ?? {})).toEqual(["GET /books"]);
  },
);

test("a name with the environment in it that is longer than Entra takes", () => {
  const { books } = guideConfig().apis as Record<string, object>;
  const raw = { ...guideConfig(), environment: "e".repeat(40), clients: {} };
  const apis = { ["k".repeat(78)]: { ...books, name: "orders" }, ["k".repeat(77)]: books };
  expect(problemsOf({ ...raw, apis })).toEqual([
    expect.stringMatching(/^apis\.k{78}: its name .* in Azure has 121 characters; Entra allows at most 120/),
  ]);
});

test("ids are taken in capitals too, and kept as the services give them back", () => {
  const id = "0A6C2D3E-7B41-4F6A-9D0E-5C2B8A7F1D04";
  const raw = changed("choreo/organizationId", id, { ...guideConfig(), deployer: id });
  const { deployer, choreo } = parse(raw);
  expect([deployer, choreo.organizationId]).toEqual([id.toLowerCase(), id.toLowerCase()]);
});

test("a security scheme that is declared nowhere: where it would be", async () => {
  const files = { "x.yaml": "openapi: 3.0.3\npaths: { /books: { get: { security: [{ entra: [] }] } } }" };
  expect(
    await problemsWithDocuments(changed("apis/orders", { version: "1.0.0", openapi: "x.yaml" }), files),
  ).toEqual([
    'apis.orders.openapi: x.yaml: GET /books: unknown security scheme "entra". Declared under components.securitySchemes (Swagger 2: securityDefinitions): none.',
  ]);
});
