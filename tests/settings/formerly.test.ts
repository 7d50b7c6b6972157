import { expect, test } from "@jest/globals";
import { guideConfig, parse, problemsOf } from "./fixture.ts";

type Entries = Record<string, object>;

const twoApis = (books: Record<string, unknown>, orders: Record<string, unknown>) =>
  guideConfig({
    books,
    apis: {
      orders: { version: "1.0.0", permissions: { read: {} }, operations: { "GET /": ["read"] }, ...orders },
    },
  });

const own = { name: "orders", displayName: "orders" };

test("one earlier name, or several with the latest first; what the entry is called in Azure and Choreo stays", () => {
  const { apis, clients } = guideConfig() as { apis: Entries; clients: Entries };
  const settings = parse({
    ...guideConfig(),
    apis: { library: { ...apis.books, formerly: ["lib", "books"] } },
    clients: { shop: { ...clients.storefront, uses: { library: ["books_add"] }, formerly: "storefront" } },
  });
  expect(settings.apis.library).toMatchObject({
    formerly: ["lib", "books"],
    name: "books",
    displayName: "books (dev)",
  });
  expect(settings.clients.shop).toMatchObject({ formerly: ["storefront"], displayName: "storefront (dev)" });
});

test("an entry that is still there cannot go on as another one", () => {
  expect(problemsOf(twoApis({}, { formerly: "books", ...own }))).toEqual([
    'apis.orders.formerly: names "books", which is an entry of its own; "formerly" is for a name that is gone',
  ]);
  expect(problemsOf(guideConfig({ storefront: { formerly: ["shop", "storefront"] } }))).toEqual([
    'clients.storefront.formerly: names "storefront", which is its key; take that out',
  ]);
});

test("nor can one go on as two", () => {
  expect(problemsOf(twoApis({ formerly: "shelf" }, { formerly: ["desk", "shelf"], ...own }))).toEqual([
    'apis.orders.formerly: names "shelf", as choreo-azuread:apis.books.formerly does; one entry can go on as one other',
  ]);
});

test("the same holds for permissions and roles of one API", () => {
  const permissions = { books_add: { formerly: "books_read" }, books_read: {} };
  expect(problemsOf(guideConfig({ books: { permissions } }))).toEqual([
    'apis.books.permissions.books_add.formerly: names "books_read", which is an entry of its own; "formerly" is for a name that is gone',
  ]);
  const roles = { reader: { formerly: "user" }, writer: { formerly: "user" } };
  expect(problemsOf(guideConfig({ books: { assigned: undefined, roles } }))).toEqual([
    'apis.books.roles.writer.formerly: names "user", as choreo-azuread:apis.books.roles.reader.formerly does; one entry can go on as one other',
  ]);
});
