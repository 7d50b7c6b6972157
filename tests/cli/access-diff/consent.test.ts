import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { model, sentences } from "./compared.ts";
import { changed } from "./models.ts";

describe("how a permission is had, before and after", () => {
  const ways = {
    obtainable: () => {},
    declared: ({ declared }) => declared.books?.push("books_add"),
    granted: ({ granted }) => {
      granted.books = ["books_add"];
    },
    preAuthorized: (_, api) => {
      api.preAuthorized = { storefront: ["books_add"] };
    },
  } satisfies Record<
    string,
    (client: AccessModel["clients"][string], api: AccessModel["apis"][string]) => unknown
  >;
  const as = (way: keyof typeof ways, consent: "users" | "admins" = "users") =>
    changed(({ clients, apis }) => {
      Object.assign(apis.books?.permissions.books_add ?? {}, { consent });
      if (clients.storefront && apis.books) ways[way](clients.storefront, apis.books);
    });
  const told = (after: AccessModel, before: AccessModel) => sentences(model(after, before).rules);
  const its = "`books_add` of `books`";

  test.each([
    ["obtainable", "granted", `gets admin consent for ${its}: users are not asked.`],
    ["obtainable", "preAuthorized", `is **pre-authorised** for ${its}: nobody needs to consent.`],
    ["granted", "obtainable", `loses admin consent for ${its}: users are asked.`],
    ["granted", "preAuthorized", `is **pre-authorised** for ${its}: nobody needs to consent, as before.`],
    ["preAuthorized", "obtainable", `is no longer pre-authorised for ${its}: users are asked.`],
    [
      "preAuthorized",
      "granted",
      `is no longer pre-authorised for ${its}; an admin has consented for everybody, so users are still not asked.`,
    ],
    ["obtainable", "declared", `lists ${its} now; it could ask people for it before.`],
    [
      "declared",
      "obtainable",
      `no longer lists ${its}; it can still ask people for it, and what they allowed it stays.`,
    ],
  ] as const)("%s, then %s", (before, after, sentence) => {
    expect(told(as(after), as(before))).toEqual([`Client \`storefront\` ${sentence}`]);
    expect(told(as(after), as(after))).toEqual([]);
  });

  test("what only administrators give is a gain or a loss, but for one that is still asked for", () => {
    const asks = `still asks for ${its}, but **an administrator has to consent** in Entra ID before anybody new gets it.`;
    expect(told(as("declared", "admins"), as("granted"))).toEqual([`Client \`storefront\` ${asks}`]);
    expect(told(as("obtainable", "admins"), as("granted"))).toEqual([]);
    expect(told(as("granted", "admins"), as("declared", "admins"))).toEqual([]);
    expect(told(as("declared", "admins"), as("obtainable", "admins"))).toEqual([]);
  });

  test("counts for an API that the client is subscribed to before and after only", () => {
    for (const [was, is] of [
      [[], ["books"]],
      [["books"], []],
    ]) {
      const [before, after] = [as("obtainable"), as("granted")];
      Object.assign(before.clients.storefront ?? {}, { subscribed: was });
      Object.assign(after.clients.storefront ?? {}, { subscribed: is });
      expect(told(after, before)).toEqual([]);
    }
  });

  test("is one sentence for several permissions of which the same is true", () => {
    const both = changed(({ clients, apis }) => {
      Object.assign(apis.books?.permissions.books_add ?? {}, { consent: "users" });
      Object.assign(clients.storefront ?? {}, { granted: { books: ["books_read", "books_add"] } });
    });
    expect(told(both, as("obtainable"))).toEqual([
      "Client `storefront` gets admin consent for `books_add` and `books_read` of `books`: users are not asked.",
    ]);
  });
});
