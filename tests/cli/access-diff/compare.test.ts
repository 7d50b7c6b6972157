import { describe, expect, test } from "@jest/globals";
import { compare } from "../../../cli/access-diff/compare.ts";
import { model, sentences } from "./compared.ts";
import { changed, comparison, step } from "./models.ts";

describe("scopes and rules", () => {
  test("new, removed, renamed and re-consented scopes", () => {
    const diff = model(
      changed(({ apis }) => {
        const permissions = apis.books?.permissions ?? {};
        delete permissions.books_read;
        permissions.books_list = {
          scope: "urn:taylordean:books:books_list",
          consent: "users",
          enabled: true,
        };
        permissions.books_add = {
          scope: "urn:taylordean:library:books_add",
          consent: "users",
          enabled: true,
        };
      }),
    );
    expect(sentences(diff.scopes)).toEqual([
      "Scope `books_add` of `books`: users may consent (before: only admins may consent): **every subscribed client may obtain it**, also one that does not list it.",
      "Scope `books_add` of `books` is renamed from `urn:taylordean:books:books_add` to `urn:taylordean:library:books_add`: clients must ask for the new name.",
      "Scope `books_read` of `books` is removed: tokens with `urn:taylordean:books:books_read` open nothing any more.",
      "New scope `books_list` of `books`: `urn:taylordean:books:books_list`, users may consent.",
    ]);
  });

  test("redirect URIs and admin consent of a client", () => {
    const diff = model(
      changed(({ clients }) => {
        Object.assign(clients.storefront ?? {}, {
          redirectUris: ["https://shop.example/cb"],
          granted: { books: ["books_read"] },
        });
      }),
    );
    expect(sentences(diff.rules)).toEqual([
      "Client `storefront` gets admin consent for `books_read` of `books`: users are not asked.",
      "Client `storefront` may no longer send people back to `https://localhost:9000/`.",
      "Client `storefront` may send people back to `https://shop.example/cb`.",
    ]);
  });

  test("an API and a client that go", () => {
    const diff = model({ version: 2, environment: "dev", principals: {}, apis: {}, clients: {} });
    expect(sentences(diff.rules)).toEqual([
      "API `books` is taken out: nobody has access through this stack any more.",
      "Client `storefront` is taken out: its registration, secrets and subscriptions go.",
    ]);
    expect(diff.clients.map(({ direction }) => direction)).toEqual(["loses"]);
  });
});

test("a replacement says what it costs", () => {
  const diff = compare(comparison({ steps: [step({ op: "replace", properties: ["signInAudience"] })] }));
  expect(diff.replacements).toEqual([
    {
      type: "azuread:Application",
      name: "storefront",
      properties: ["signInAudience"],
      consequence: expect.stringContaining("its client id changes"),
    },
  ]);
});

test("without a model before, everything is new", () => {
  const diff = compare({ ...comparison(), before: undefined });
  expect(sentences(diff.scopes)).toHaveLength(2);
  expect(sentences(diff.rules)).toEqual([
    "Client `storefront` may send people back to `https://localhost:9000/`.",
    "API `books` (`books 1.0.0`) is new here.",
    "Client `storefront` is new.",
  ]);
});
