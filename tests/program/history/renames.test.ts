import { describe, expect, test } from "@jest/globals";
import { formerApiKeys, History } from "../../../program/history/index.ts";
import { guideConfig } from "../../settings/fixture.ts";
import { choreoApi, compare, nothing, renamed, resolved, resource, state, subscription } from "./fixture.ts";

type Changes = Parameters<typeof guideConfig>[0];

test("a first run and the same settings again have nothing to tell", () => {
  expect(compare(guideConfig(), [])).toEqual(nothing);
  expect(compare(guideConfig())).toEqual(nothing);
});

describe("an entry under another key", () => {
  test("is not mentioned when it says what it was", () => {
    expect(
      compare(
        renamed({
          api: ["library", { formerly: "books" }],
          client: ["shop", { formerly: ["store", "storefront"] }],
        }),
      ),
    ).toEqual(nothing);
  });

  test("an API is known by its id in Choreo: what that costs is said", () => {
    expect(compare(renamed({ api: ["library", {}] }))).toEqual({
      problems: [],
      notices: [
        expect.stringMatching(
          /^apis\.library is the API that was apis\.books\. With "formerly: books".*consent again/,
        ),
      ],
    });
  });

  test("a client is known by its redirect URIs", () => {
    expect(compare(renamed({ client: ["shop", {}] }))).toEqual({
      problems: [],
      notices: [
        expect.stringMatching(/^clients\.shop has the redirect URIs that clients\.storefront had.*secret/),
      ],
    });
    expect(compare(renamed({ client: ["shop", { redirectUris: ["https://shop.example/"] }] }))).toEqual(
      nothing,
    );
  });

  test("an API is one and the same in Choreo: what stands for it there gets the new name by itself", () => {
    const former = (raw: unknown) => formerApiKeys(new History(state()), resolved(raw));
    expect(former(guideConfig())).toEqual({ books: [] });
    expect(former(renamed({ api: ["library", {}] }))).toEqual({ library: ["books"] });
    expect(former(renamed({ api: ["library", { formerly: ["books", "b"] }] }))).toEqual({
      library: ["books", "b"],
    });
    expect(former(renamed({ api: ["library", { name: "orders" }] }))).toEqual({ library: [] });
  });

  test("a key that goes to another API, whose API gets another key, is refused", () => {
    const { apis, ...rest } = guideConfig() as { apis: { books: object } };
    const moved = { library: { ...apis.books, name: "books" }, books: { ...apis.books, name: "orders" } };
    expect(compare({ ...rest, apis: moved }).problems).toEqual([
      expect.stringMatching(/^choreo-azuread:apis\.library: is the API that was apis\.books, and .* another/),
    ]);
  });

  test("with the name in Azure kept it is refused, as there would be two of that name", () => {
    const { problems } = compare(
      renamed({
        api: ["library", { displayName: "books" }],
        client: ["shop", { displayName: "storefront" }],
      }),
    );
    expect(problems).toEqual([
      expect.stringMatching(
        /^choreo-azuread:apis\.library: would have the name "books \(dev\)".*"formerly: books"/,
      ),
      expect.stringMatching(
        /^choreo-azuread:clients\.shop: would have the name "storefront \(dev\)".*"formerly: storefront"/,
      ),
    ]);
  });
});

test("an entry that was another API's cannot take over the API of one that goes", () => {
  const orders = resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`, "orders", {
    apiId: "orders-id",
  });
  const { problems } = compare(guideConfig({ books: { name: "orders" } }), [...state(), orders]);
  expect(problems).toEqual([
    expect.stringMatching(
      /^choreo-azuread:apis\.books: is the API that was apis\.orders, and apis\.books was another one.*Leave it under orders/,
    ),
  ]);
});

test("a state in which a rename was cut off, so that one object has two names, is for a person to put right", () => {
  const { problems } = compare(guideConfig(), [...state(), subscription("storefront-library")]);
  expect(problems).toEqual([
    expect.stringMatching(
      /one object of Choreo under 2 names.*\n *pulumi state delete 'urn:.*::storefront-books'\n *pulumi state delete 'urn:.*::storefront-library'$/,
    ),
  ]);
  expect(compare(guideConfig(), [...state(), subscription("till-books", "another")])).toEqual(nothing);
});

describe("a permission or a role of another name", () => {
  const permissions = (books_create: object) =>
    guideConfig({
      books: {
        permissions: { books_create, books_read: {} },
        operations: { "POST /books": ["books_create"] },
      },
      storefront: { uses: { books: ["books_create"] } },
    });
  const roles = (borrower: object): Changes => ({ books: { assigned: undefined, roles: { borrower } } });

  test("says what it costs", () => {
    expect(compare(permissions({})).notices).toEqual([
      expect.stringMatching(/the permission books_add goes and books_create comes.*"formerly: books_add"/),
    ]);
    expect(compare(guideConfig(roles({})), state({ roles: ["reader"] })).notices).toEqual([
      expect.stringMatching(/the role reader goes and borrower comes.*"formerly: reader"/),
    ]);
  });

  test("is not mentioned when it says what it was, nor when nobody could tell which it was", () => {
    expect(compare(permissions({ formerly: "books_add" }))).toEqual(nothing);
    expect(compare(guideConfig(roles({ formerly: "reader" })), state({ roles: ["reader"] }))).toEqual(
      nothing,
    );
    expect(compare(guideConfig(roles({})), state({ roles: ["reader", "writer"] }))).toEqual(nothing);
  });
});

describe("an earlier name that the last run did not have, while it had others that go", () => {
  const notices = (raw: unknown, resources = state()) => compare(raw, resources).notices;

  test("is told, since something is made anew and something else deleted", () => {
    const elsewhere = { redirectUris: ["https://shop.example/"], formerly: "storfront" };
    expect(notices(renamed({ api: ["books", {}], client: ["shop", elsewhere] }))).toEqual([
      'clients.shop: the last run had no client storfront, so "formerly" is without effect: shop is made anew, and storefront goes. Did you mean "storefront"?',
    ]);
    expect(
      notices(
        guideConfig({
          books: { permissions: { b1: { formerly: "a1" }, b2: { formerly: "books_reed" } }, operations: {} },
          storefront: { uses: { books: ["b1"] } },
        }),
      ),
    ).toEqual([
      'apis.books.permissions.b1: the last run had no permission a1, so "formerly" is without effect: b1 is made anew, and books_add, books_read go.',
      'apis.books.permissions.b2: the last run had no permission books_reed, so "formerly" is without effect: b2 is made anew, and books_add, books_read go. Did you mean "books_read"?',
    ]);
    const roles = { clerk: { formerly: ["reder", "r"] }, seller: {} };
    expect(
      notices(guideConfig({ books: { assigned: undefined, roles } }), state({ roles: ["reader"] })),
    ).toEqual([
      'apis.books.roles.clerk: the last run had no role reder, r, so "formerly" is without effect: clerk is made anew, and reader goes. Did you mean "reader"?',
    ]);
  });

  test("also where another of the same API goes on as it, or where it was a name of another kind", () => {
    const both = state({ roles: ["reader", "clerk"] });
    const roles = { clerk: { formerly: "reader" } };
    expect(notices(guideConfig({ books: { assigned: undefined, roles } }), both)).toEqual([
      'apis.books.roles.clerk: the last run had the role reader beside clerk, so "formerly" is without effect: reader goes, and clerk stays what it was.',
    ]);
    const moved = guideConfig({
      books: {
        permissions: { books_read: {} },
        operations: {},
        otherScopes: { add: { formerly: "books_add" } },
      },
      storefront: { uses: { books: ["books_read"] } },
    });
    expect(notices(moved)).toEqual([
      'apis.books.otherScopes.add: the last run had books_add among the permissions, so "formerly" is without effect: add is made anew, with another id in Azure.',
    ]);
  });

  test("nothing is told of what is new, of what has been renamed, or where nothing goes", () => {
    const orders = { version: "1.0.0", formerly: "bestellungen", permissions: { r: { formerly: "q" } } };
    const more = { orders: { ...orders, operations: { "GET /orders": ["r"] } } };
    expect(compare(guideConfig({ apis: more }))).toEqual(nothing);
    expect(compare(guideConfig({ books: { formerly: "library" } }))).toEqual(nothing);
  });
});

test("a scope that is no permission in Choreo, of another name, says what it costs", () => {
  const before = state({ scopes: ["access_as_user", "urn:taylordean:books:books_add"] });
  const otherScopes = (changes: object) => compare(guideConfig({ books: { otherScopes: changes } }), before);
  expect(otherScopes({ access_as_person: {} }).notices).toEqual([
    expect.stringMatching(
      /^apis\.books: the scope access_as_user goes and access_as_person comes\. .*"formerly: access_as_user"/,
    ),
  ]);
  expect(otherScopes({ access_as_person: { formerly: "access_as_user" } })).toEqual(nothing);
});
