import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { compare } from "../../../cli/access-diff/compare.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { booksModel, changed, comparison, grant, ids, step } from "./models.ts";

const sentences = (facts: { sentence: string }[]) => facts.map(({ sentence }) => sentence);
const model = (after: AccessModel, before: AccessModel | undefined = booksModel()) =>
  compare(comparison({ before, after }));

const books = (edit: (api: AccessModel["apis"][string]) => void) =>
  changed(({ apis }) => {
    if (apis.books) edit(apis.books);
  });

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

describe("owners", () => {
  test("come first, with what they can do", () => {
    const diff = model(
      changed(({ clients, apis }) => {
        clients.storefront?.owners.push(ids.eve);
        Object.assign(apis.books ?? {}, { owners: [ids.eve] });
      }),
    );
    expect(diff.owners).toEqual([
      {
        direction: "gains",
        subjects: [{ kind: "user", name: "eve@taylordean.example" }],
        apis: ["books"],
        clients: ["storefront"],
      },
      {
        direction: "loses",
        subjects: [{ kind: "deployer", name: ids.deployer }],
        apis: ["books"],
        clients: [],
      },
    ]);
    const text = toMarkdown(diff);
    expect(text).toContain(
      "1 owner gains 2 registrations; 1 owner loses 1 registration. No resource changes.",
    );
    expect(text).toMatch(
      /#### Who gains and loses access\n\n- The deploying identity `c1c2a3b4-[\w-]+` \*\*loses ownership\*\* of the registration of API `books`\.\n- User `eve@taylordean\.example` \*\*gains ownership\*\* of the registrations of API `books` and client `storefront`: an owner needs no role to make secrets and change redirect URIs, and so act as the client, or change scopes and let clients in without consent\./,
    );
    expect(text).toContain('"registration of storefront"');
  });
});

describe("people", () => {
  test("a person who is assigned gains what some client opens, not what none does", () => {
    const diff = model(books(({ assigned }) => assigned.push(ids.grace)));
    expect(diff.people).toEqual([
      {
        direction: "gains",
        api: "books",
        operations: ["GET /books"],
        subjects: [{ kind: "user", name: "grace@taylordean.example" }],
        through: ["storefront"],
        ifAdminConsented: false,
        exceptMembersOf: ["Librarians"],
        exceptWhoConsented: false,
      },
    ]);
    expect(toMarkdown(diff)).toContain(
      "- User `grace@taylordean.example` **gains** `GET /books` of `books` (through `storefront`), if not before as a member of `Librarians`.",
    );
  });

  test("one who is taken off the list keeps it as a member of a group", () => {
    const diff = model(books((api) => Object.assign(api, { assigned: [ids.librarians] })));
    expect(toMarkdown(diff)).toContain(
      "- User `ada@taylordean.example` **loses** `GET /books` of `books` (through `storefront`), unless as a member of `Librarians`.",
    );
  });

  test("consent that is closed to users is not taken back from those who gave it", () => {
    const diff = model(
      books(({ permissions }) => {
        if (permissions.books_read) permissions.books_read.consent = "admins";
      }),
    );
    expect(diff.people).toMatchObject([{ direction: "loses", exceptWhoConsented: true }]);
    expect(toMarkdown(diff)).toContain(
      "**lose** `GET /books` of `books` (through `storefront`), but who has consented before keeps it.",
    );
    expect(sentences(diff.scopes)).toEqual([
      "Scope `books_read` of `books`: only admins may consent (before: users may consent). Who has consented before keeps it.",
    ]);
  });

  test("an application that is assigned gets no scope in its tokens, and so no operation", () => {
    const diff = model(
      changed((after) => {
        after.principals.robot = { kind: "application", name: "robot" };
        after.apis.books?.assigned.push("robot");
      }),
    );
    expect(diff.people).toEqual([]);
  });

  test("people with the same change are one entry, in the order of their names", () => {
    const diff = model(books((api) => Object.assign(api, { assigned: [] })));
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

  test("who has it as one of everyone neither gains nor loses it alone", () => {
    const open = books(({ operations }) => {
      operations["GET /books"] = { permissions: [] };
    });
    const diff = model(booksModel(), open);
    expect(diff.people).toMatchObject([
      { direction: "loses", subjects: [{ kind: "everyone" }], exceptMembersOf: [] },
    ]);
    expect(model(open).people).toMatchObject([{ direction: "gains", subjects: [{ kind: "everyone" }] }]);
  });

  test("a scope of another registration counts the same: the gateway looks at its value alone", () => {
    const twin = changed(({ apis, clients }) => {
      const { books } = apis;
      if (!books || !clients.storefront) return;
      apis.twin = { ...structuredClone(books), assigned: [ids.eve], operations: {} };
      clients.storefront.granted = { twin: ["books_add"] };
    });
    expect(model(twin).people).toMatchObject([
      { api: "books", operations: ["GET /books"], subjects: [{ name: "eve@taylordean.example" }] },
      { api: "books", operations: ["POST /books"], subjects: [{ name: "eve@taylordean.example" }] },
    ]);
  });

  test("without assignment everyone gains, and a rule says so", () => {
    const diff = model(
      changed(({ apis }) => {
        if (apis.books) apis.books.assignmentRequired = false;
      }),
    );
    expect(diff.people.map(({ direction, subjects }) => [direction, subjects])).toEqual([
      ["gains", [{ kind: "everyone" }]],
    ]);
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
