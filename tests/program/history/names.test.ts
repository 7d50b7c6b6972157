import { describe, expect, test } from "@jest/globals";
import { guideConfig } from "../../settings/fixture.ts";
import { compare } from "./fixture.ts";

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

  test("is its own business while it keeps it, or where it is the same entry", () => {
    expect(
      taken({ shop: { ...clients.storefront, displayName: "storefront", formerly: "storefront" } }),
    ).toEqual([]);
  });
});
