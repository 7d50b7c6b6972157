import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { books, model, sentences } from "./compared.ts";
import { booksModel, changed, grant } from "./models.ts";

describe("clients", () => {
  test("a permission that is granted is a gain on each operation that it opens", () => {
    const diff = model(changed((after) => grant(after, "books_add")));
    expect(diff.clients).toEqual([
      {
        direction: "gains",
        client: "storefront",
        api: "books",
        permission: "books_add",
        operations: ["GET /books", "POST /books"],
        way: "granted",
        declared: true,
      },
    ]);
  });

  test("one that only administrators can consent to is gained only if one does", () => {
    const asks = changed(({ clients }) => clients.storefront?.declared.books?.push("books_add"));
    const diff = model(asks);
    expect(diff.clients).toMatchObject([{ direction: "gains", way: "askedOfAdmins", declared: true }]);
    expect(diff.people).toMatchObject([
      { direction: "gains", operations: ["POST /books"], ifAdminConsented: true },
    ]);
    const text = toMarkdown(diff);
    expect(text).toContain("`POST /books` of `books`, **once an administrator consents**.");
    expect(text).toContain(
      "`POST /books` of `books` (through `storefront`), if an administrator has consented.",
    );
    expect(toMarkdown(model(booksModel(), asks))).toContain(
      "of `books`, if an administrator has consented to it.",
    );
  });

  test("a grant that goes leaves what an administrator may consent to: a loss", () => {
    const granted = changed((before) => grant(before, "books_add"));
    const after = structuredClone(granted);
    Object.assign(after.clients.storefront ?? {}, { granted: {} });
    const diff = model(after, granted);
    expect(diff.clients).toMatchObject([{ direction: "loses", permission: "books_add", way: "granted" }]);
    expect(diff.people).toMatchObject([
      { direction: "loses", operations: ["POST /books"], ifAdminConsented: false },
    ]);
    expect(sentences(diff.rules)).toEqual([
      "Client `storefront` still asks for `books_add` of `books`, but **an administrator has to consent** in Entra ID before anybody new gets it.",
    ]);
    expect(model(granted, after).clients).toMatchObject([{ direction: "gains", way: "granted" }]);
  });

  test("a permission for which users consent is any subscribed client's, listed or not", () => {
    const diff = model(
      books(({ permissions }) => {
        if (permissions.books_add) permissions.books_add.consent = "users";
      }),
    );
    expect(diff.clients).toMatchObject([
      {
        direction: "gains",
        client: "storefront",
        permission: "books_add",
        way: "obtainable",
        declared: false,
      },
    ]);
    expect(toMarkdown(diff)).toContain(
      "- Client `storefront` **gains** `books_add` on `GET /books` and `POST /books` of `books`, by asking each person, though it does not list it.",
    );
    expect(sentences(diff.scopes)).toEqual([
      "Scope `books_add` of `books`: users may consent (before: only admins may consent): **every subscribed client may obtain it**, also one that does not list it.",
    ]);
  });

  test("what a client no longer lists it can still ask for, where users consent", () => {
    const diff = model(
      changed(({ clients }) => {
        if (clients.storefront) clients.storefront.declared = {};
      }),
    );
    expect([diff.clients, diff.people]).toEqual([[], []]);
    expect(sentences(diff.rules)).toEqual([
      "Client `storefront` no longer lists `books_read` of `books`; it can still ask people for it, and what they allowed it stays.",
    ]);
  });

  test("several clients of which the same is true are one sentence", () => {
    const two = (after: AccessModel) => {
      after.clients.reports = structuredClone(after.clients.storefront as AccessModel["clients"][string]);
    };
    const diff = model(
      changed((after) => {
        two(after);
        grant(after, "books_add");
        grant(after, "books_add", "reports");
      }),
      changed(two),
    );
    expect(toMarkdown(diff)).toContain(
      "- Clients `reports` and `storefront` **gain** `books_add` on `GET /books` and `POST /books` of `books`, granted for everybody.",
    );
  });

  test("an operation that takes a permission away is a loss for who holds it", () => {
    const diff = model(
      books(({ operations }) => {
        operations["GET /books"] = { permissions: ["books_add"] };
      }),
    );
    expect(diff.clients).toEqual([
      {
        direction: "loses",
        client: "storefront",
        api: "books",
        permission: "books_read",
        operations: ["GET /books"],
        way: "obtainable",
        declared: true,
      },
    ]);
  });

  test("a scope that is switched off is lost, though the client still asks for it", () => {
    const diff = model(
      books(({ permissions }) => {
        if (permissions.books_read) permissions.books_read.enabled = false;
      }),
    );
    expect(diff.clients.map(({ direction, permission }) => [direction, permission])).toEqual([
      ["loses", "books_read"],
    ]);
    expect(sentences(diff.scopes)).toEqual([
      "Scope `books_read` of `books` is switched off: nobody gets it in a token.",
    ]);
  });

  test("a scope that is switched on, one that is new and off, and consent that users may give where no client is subscribed", () => {
    const off = changed(({ apis, clients }) => {
      Object.assign(apis.books?.permissions.books_add ?? {}, { enabled: false });
      Object.assign(clients.storefront ?? {}, { subscribed: [] });
    });
    const on = changed(({ apis: { books } }) => {
      Object.assign(books?.permissions.books_add ?? {}, { enabled: true, consent: "users" });
      const audit = { scope: "urn:x:books_audit", consent: "admins", enabled: false } as const;
      if (books) books.permissions.books_audit = audit;
    }, off);
    expect(sentences(model(on, off).scopes)).toEqual([
      "Scope `books_add` of `books`: users may consent (before: only admins may consent).",
      "Scope `books_add` of `books` is switched on.",
      "New scope `books_audit` of `books`: `urn:x:books_audit`, only admins may consent, switched off.",
    ]);
    expect(sentences(model(off, on).scopes)).toEqual([
      "Scope `books_audit` of `books` is removed: tokens with `urn:x:books_audit` open nothing any more.",
      "Scope `books_add` of `books` is switched off: nobody gets it in a token.",
      "Scope `books_add` of `books`: only admins may consent (before: users may consent). Who has consented before keeps it.",
    ]);
  });

  test("an operation without permissions opens to everyone through every client of the API, and a rule says so first", () => {
    const diff = model(
      books(({ operations }) => {
        operations["POST /books"] = { permissions: [] };
      }),
    );
    expect(diff.clients).toMatchObject([
      {
        direction: "gains",
        client: "storefront",
        api: "books",
        permission: undefined,
        operations: ["POST /books"],
      },
    ]);
    expect(diff.people).toMatchObject([
      {
        direction: "gains",
        operations: ["POST /books"],
        subjects: [{ kind: "everyone" }],
        through: ["storefront"],
      },
    ]);
    expect(sentences(diff.rules)).toEqual([
      "Operation `POST /books` of `books` needs **no permission**: every token of a subscribed client opens it, whoever it was issued to or for.",
    ]);
  });

  test("an operation that the settings no longer list, or never did, is open as well", () => {
    const diff = model(
      books(({ operations }) => {
        operations["DELETE /books/{id}"] = { permissions: [], unlisted: true };
      }),
    );
    expect(diff.people).toMatchObject([
      { operations: ["DELETE /books/{id}"], subjects: [{ kind: "everyone" }] },
    ]);
    expect(sentences(diff.rules)).toEqual([expect.stringMatching(/ The settings do not list it\.$/)]);
  });

  test("an operation that wants no token is open to anyone, and no client is needed", () => {
    const diff = model(
      books(({ operations }) => {
        operations["GET /books"] = { permissions: ["books_read"], anonymous: true };
      }),
    );
    expect(diff.people).toMatchObject([
      { direction: "gains", operations: ["GET /books"], subjects: [{ kind: "anyone" }], through: [] },
    ]);
    expect(toMarkdown(diff)).toContain("- Anyone, without a token, **gains** `GET /books` of `books`.");
    expect(toMarkdown(diff)).toContain("anyone without a token gains access");
    expect(sentences(diff.rules)).toEqual([
      "Operation `GET /books` of `books` is **open to anyone**: the gateway asks for no token.",
    ]);
  });

  test("a permission on no operation is still told to whom it is granted", () => {
    const diff = model(
      changed((after) => {
        if (after.apis.books)
          after.apis.books.permissions.books_audit = {
            scope: "urn:x:books_audit",
            consent: "users",
            enabled: true,
          };
        grant(after, "books_audit");
      }),
    );
    expect(diff.clients).toMatchObject([
      { direction: "gains", client: "storefront", api: "books", permission: "books_audit", operations: [] },
    ]);
  });

  test("a subscription that goes takes all with it", () => {
    const diff = model(
      changed(({ clients }) => {
        if (clients.storefront) clients.storefront.subscribed = [];
      }),
    );
    expect(diff.clients).toMatchObject([{ direction: "loses", permission: "books_read" }]);
    expect(diff.people).toMatchObject([
      { direction: "loses", operations: ["GET /books"], exceptWhoConsented: false },
    ]);
  });
});
