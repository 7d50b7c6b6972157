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
