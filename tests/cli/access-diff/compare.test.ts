import { describe, expect, test } from "@jest/globals";
import { compare } from "../../../cli/access-diff/compare.ts";
import type { AccessModel } from "../../../outputs/types.ts";
import { booksModel, changed, comparison, step } from "./models.ts";

const sentences = (facts: { sentence: string }[]) => facts.map(({ sentence }) => sentence);
const model = (after: AccessModel, before: AccessModel | undefined = booksModel()) =>
  compare(comparison({ before, after }));

describe("clients", () => {
  test("a permission that is newly used is a gain on each operation that it opens", () => {
    const diff = model(changed(({ clients }) => clients.storefront?.uses.books?.push("books_add")));
    expect(diff.clients).toEqual([
      {
        direction: "gains",
        client: "storefront",
        api: "books",
        permission: "books_add",
        operations: ["GET /books", "POST /books"],
      },
    ]);
  });

  test("an operation that takes a permission away is a loss for who holds it", () => {
    const diff = model(
      changed(({ apis }) => {
        if (apis.books) apis.books.operations["GET /books"] = ["books_add"];
      }),
    );
    expect(diff.clients).toEqual([
      {
        direction: "loses",
        client: "storefront",
        api: "books",
        permission: "books_read",
        operations: ["GET /books"],
      },
    ]);
  });

  test("a scope that is switched off is lost, though the client still asks for it", () => {
    const diff = model(
      changed(({ apis }) => {
        if (apis.books?.permissions.books_read) apis.books.permissions.books_read.enabled = false;
      }),
    );
    expect(diff.clients.map(({ direction, permission }) => [direction, permission])).toEqual([
      ["loses", "books_read"],
    ]);
    expect(sentences(diff.scopes)).toEqual([
      "Scope `books_read` of `books` is switched off: nobody gets it in a token.",
    ]);
  });

  test("an operation without permissions opens to every client of the API, and a rule says so first", () => {
    const diff = model(
      changed(({ apis }) => {
        if (apis.books) apis.books.operations["POST /books"] = [];
      }),
    );
    expect(diff.clients).toEqual([
      {
        direction: "gains",
        client: "storefront",
        api: "books",
        permission: undefined,
        operations: ["POST /books"],
      },
    ]);
    expect(sentences(diff.rules)).toEqual([
      "Operation `POST /books` of `books` needs **no permission**: any subscribed client may call it.",
    ]);
  });

  test("a permission on no operation is still told", () => {
    const diff = model(
      changed(({ apis, clients }) => {
        if (apis.books)
          apis.books.permissions.books_audit = {
            scope: "urn:x:books_audit",
            consent: "users",
            enabled: true,
          };
        clients.storefront?.uses.books?.push("books_audit");
      }),
    );
    expect(diff.clients).toEqual([
      { direction: "gains", client: "storefront", api: "books", permission: "books_audit", operations: [] },
    ]);
  });
});

describe("people", () => {
  test("a person who is assigned gains what some client opens, not what none does", () => {
    const diff = model(changed(({ apis }) => apis.books?.users.push("grace@taylordean.example")));
    expect(diff.people).toEqual([
      {
        direction: "gains",
        api: "books",
        operations: ["GET /books"],
        subjects: [{ kind: "user", name: "grace@taylordean.example" }],
        through: ["storefront"],
      },
    ]);
  });

  test("people with the same change are one entry, in the order of their names", () => {
    const diff = model(
      changed(({ apis }) => {
        if (apis.books) Object.assign(apis.books, { users: [], groups: [] });
      }),
    );
    expect(diff.people.map(({ direction, subjects }) => [direction, subjects])).toEqual([
      [
        "loses",
        [
          { kind: "group", name: "Librarians" },
          { kind: "user", name: "ada@taylordean.example" },
        ],
      ],
    ]);
  });

  test("without assignment everyone gains, and a rule says so", () => {
    const diff = model(
      changed(({ apis }) => {
        if (apis.books) apis.books.assignmentRequired = false;
      }),
    );
    expect(
      diff.people.filter(({ direction }) => direction === "gains").flatMap(({ subjects }) => subjects),
    ).toEqual([{ kind: "everyone" }]);
    expect(sentences(diff.rules)).toEqual([
      "API `books`: **assignment is not required**, everyone in the tenant can sign in for it.",
    ]);
  });
});

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
      "Scope `books_add` of `books` is renamed from `urn:taylordean:books:books_add` to `urn:taylordean:library:books_add`: clients must ask for the new name.",
      "Scope `books_read` of `books` is removed: tokens with `urn:taylordean:books:books_read` open nothing any more.",
      "Scope `books_add` of `books`: users may consent (before: only admins may consent).",
      "New scope `books_list` of `books`: `urn:taylordean:books:books_list`, users may consent.",
    ]);
  });

  test("redirect URIs and admin consent of a client", () => {
    const diff = model(
      changed(({ clients }) => {
        Object.assign(clients.storefront ?? {}, {
          redirectUris: ["https://shop.example/cb"],
          adminConsent: ["books"],
        });
      }),
    );
    expect(sentences(diff.rules)).toEqual([
      "Client `storefront` gets admin consent for `books`: users are not asked.",
      "Client `storefront` may no longer send people back to `https://localhost:9000/`.",
      "Client `storefront` may send people back to `https://shop.example/cb`.",
    ]);
  });

  test("an API and a client that go", () => {
    const diff = model({ version: 1, environment: "dev", apis: {}, clients: {} });
    expect(sentences(diff.rules)).toEqual([
      "API `books` is taken out: nobody has access to it any more.",
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
