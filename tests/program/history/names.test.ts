import { describe, expect, test } from "@jest/globals";
import { guideConfig } from "../../settings/fixture.ts";
import { choreoApplication, clientApp, compare, resource, state, webApi } from "./fixture.ts";

describe("a name in Azure that another entry of the last run has", () => {
  const { apis, clients, ...rest } = guideConfig() as Record<"apis" | "clients", Record<string, object>>;
  const taken = (changed: Record<string, object>) => compare({ ...rest, apis, clients: changed }).problems;

  test("and gives up, or goes with, in this very run", () => {
    const till = {
      ...clients.storefront,
      displayName: "storefront",
      redirectUris: ["https://till.example/"],
    };
    expect(taken({ storefront: { ...clients.storefront, displayName: "shop" }, till })).toEqual([
      expect.stringMatching(
        /clients\.till: would have the name "storefront \(dev\)" in Azure, which clients\.storefront .*gives up only in this one.*without this change first/,
      ),
    ]);
    const uses = { orders: ["books_read"] };
    const other = {
      ...rest,
      apis: { orders: { ...apis.books, name: "orders" } },
      clients: { till: { ...till, displayName: "Books", uses } },
    };
    expect(compare(other).problems).toEqual([
      expect.stringMatching(/which apis\.books of the last run has, which goes only in this one/),
    ]);
  });

  test("in Choreo alone, where it has one of its own there", () => {
    const named = (name: string, more = {}) => ({ ...clients.storefront, application: { name }, ...more });
    const before = [
      ...state(),
      resource(`${choreoApplication}$pulumi-nodejs:dynamic/choreo:Application`, "till", { name: "Till" }),
    ];
    const till = named("storefront (dev)", { displayName: "cash desk" });
    const swapped = { ...rest, apis, clients: { storefront: named("TILL"), till } };
    expect(compare(swapped, before).problems).toEqual([
      expect.stringMatching(
        /storefront: would have the name "TILL" in Choreo, which clients\.till of the last run has and gives up only in this one/,
      ),
      expect.stringMatching(
        /till: would have the name "storefront \(dev\)" in Choreo, which clients\.storefront/,
      ),
    ]);
    expect(compare({ ...rest, apis, clients: { storefront: named("Till") } }, before).problems).toEqual([
      expect.stringMatching(/which clients\.till of the last run has, which goes only in this one/),
    ]);
    expect(compare({ ...rest, apis, clients: { storefront: named("Storefront (DEV)") } }).problems).toEqual(
      [],
    );
  });

  test("and an identifier URI", () => {
    const uri = `${webApi}$azuread:index/applicationIdentifierUri:ApplicationIdentifierUri`;
    const before = [...state(), resource(uri, "orders", { identifierUri: "api://orders" })];
    const books = { ...apis.books, identifierUri: "api://orders" };
    expect(compare({ ...rest, apis: { books }, clients }, before).problems).toEqual([
      expect.stringMatching(
        /books: would have the identifier URI "api:\/\/orders", which apis\.orders of the last run has/,
      ),
    ]);
  });

  test("is its own business while it keeps it, or where it is the same entry", () => {
    expect(
      taken({ shop: { ...clients.storefront, displayName: "storefront", formerly: "storefront" } }),
    ).toEqual([]);
  });
});

test("an earlier key that the state has beside the present one is another entry", () => {
  const { apis, clients, ...rest } = guideConfig() as Record<"apis" | "clients", Record<string, object>>;
  const before = [...state(), resource(clientApp, "till"), resource(webApi, "orders")];
  const books = { ...apis.books, formerly: "orders", name: "books" };
  const storefront = { ...clients.storefront, formerly: ["cash desk", "till"] };
  expect(compare({ ...rest, apis: { books }, clients: { storefront } }, before).problems).toEqual([
    expect.stringMatching(
      /apis\.books\.formerly: names "orders", but the last run has both apis\.orders and apis\.books/,
    ),
    expect.stringMatching(/clients\.storefront\.formerly: names "till", but the last run has both/),
  ]);
});
