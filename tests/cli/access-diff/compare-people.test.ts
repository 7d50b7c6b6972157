import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { books, model, sentences } from "./compared.ts";
import { booksModel, changed, ids } from "./models.ts";

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
    const open = books((api) => Object.assign(api, { assignmentRequired: false }));
    expect(sentences(model(open, open).rules)).toEqual([]);
    expect(sentences(model(booksModel(), open).rules)).toEqual([
      "API `books`: assignment is required now, only assigned users and groups can sign in for it.",
    ]);
  });

  describe("what one person alone was granted", () => {
    const grantedFor = (of: Record<string, string[]>, edit: (model: AccessModel) => unknown = () => {}) =>
      changed((after) => {
        Object.assign(after.clients.storefront ?? {}, { grantedFor: { books: of } });
        edit(after);
      });
    const told = (after: AccessModel) =>
      model(after).people.map(({ direction, subjects, operations, ifAdminConsented }) => [
        direction,
        subjects.map((each) => ("name" in each ? each.name : each.kind)).join(),
        operations.join(),
        ifAdminConsented,
      ]);
    const gain = ["gains", "ada@taylordean.example", "POST /books", false];

    test("is certain, for that person only", () => {
      expect(told(grantedFor({ [ids.ada]: ["books_add"] }))).toEqual([gain]);
    });

    test("is certain beside what others have only if an administrator consents", () => {
      const asks = ({ clients }: AccessModel) => clients.storefront?.declared.books?.push("books_add");
      expect(told(grantedFor({ [ids.ada]: ["books_add"] }, asks))).toEqual([
        ["gains", "Librarians", "POST /books", true],
        gain,
      ]);
    });

    test("opens nothing with a scope that is switched off or gone, nor to who may not sign in", () => {
      expect(told(grantedFor({ [ids.ada]: ["gone", "books_read", "books_add"] }))).toEqual([gain]);
      expect(told(grantedFor({ [ids.ada]: ["gone"] }))).toEqual([]);
      const off = ({ apis }: AccessModel) =>
        Object.assign(apis.books?.permissions.books_add ?? {}, { enabled: false });
      expect(told(grantedFor({ [ids.ada]: ["books_add"] }, off))).toEqual([]);
      const adaOnly = ({ apis }: AccessModel) => Object.assign(apis.books ?? {}, { assigned: [ids.ada] });
      const grace = { [ids.grace]: ["books_add"] };
      expect(told(grantedFor(grace, adaOnly)).filter(([direction]) => direction === "gains")).toEqual([]);
    });

    test("opens to who may be a member of a group that is assigned, and to anybody where nobody need be", () => {
      const grace = { [ids.grace]: ["books_add"] };
      const isGraces = ["gains", "grace@taylordean.example", "POST /books", false];
      const reads = ["gains", "grace@taylordean.example", "GET /books", false];
      expect(told(grantedFor(grace))).toEqual([reads, isGraces]);
      const open = ({ apis }: AccessModel) =>
        Object.assign(apis.books ?? {}, { assigned: [ids.ada], assignmentRequired: false });
      expect(told(grantedFor(grace, open))).toContainEqual(isGraces);
    });
  });

  test("an operation that needs a permission now is lost by everyone else", () => {
    const open = books(({ operations }) => {
      operations["GET /books"] = { permissions: [] };
    });
    expect(sentences(model(booksModel(), open).rules)).toEqual([
      "Operation `GET /books` of `books` needs a permission now: `books_add` and `books_read`.",
    ]);
  });

  test("a client with keys of both types calls an API that has an endpoint for one", () => {
    const both = changed(({ clients }) =>
      Object.assign(clients.storefront ?? {}, { keyTypes: ["PRODUCTION", "SANDBOX"] }),
    );
    expect(model(both).people).toEqual([]);
    const other = changed(({ clients }) =>
      Object.assign(clients.storefront ?? {}, { keyTypes: ["SANDBOX"] }),
    );
    expect(model(other).people).toMatchObject([{ direction: "loses", operations: ["GET /books"] }]);
    expect(sentences(model(other).rules)).toEqual([
      "API `books` has **no endpoint for the type of key** of `storefront`: the gateway refuses every token of theirs (401 900901).",
    ]);
    expect(sentences(model(booksModel(), other).rules)).toEqual([
      "API `books` has an endpoint for the type of key of `storefront` now: their calls come back.",
    ]);
    expect(sentences(model(other, other).rules)).toEqual([]);
  });
});
