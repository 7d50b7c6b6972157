import { describe, expect, test } from "@jest/globals";
import { type AccessModel, readModel } from "../../../access/index.ts";
import { compare, isEmpty } from "../../../cli/access-diff/compare.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { booksModel, changed, comparison, ids } from "./models.ts";

type Roles = NonNullable<AccessModel["apis"][string]["roles"]>;

const withRoles = (roles: Roles) =>
  changed(({ apis }) => {
    if (apis.books) apis.books.roles = roles;
  });
const withConsent = (preAuthorized: string[], granted: string[] = []) =>
  changed(({ apis, clients }) => {
    if (apis.books) apis.books.preAuthorized = { storefront: preAuthorized };
    if (clients.storefront) clients.storefront.granted = { books: granted };
  });
const between = (before: AccessModel, after: AccessModel) => compare(comparison({ before, after }));
const rules = (before: AccessModel, after: AccessModel) =>
  between(before, after).rules.map(({ sentence }) => sentence);

const editor = [ids.ada];

describe("app roles", () => {
  const given = between(withRoles({ editor }), withRoles({ editor: [ids.grace, ids.librarians] }));

  test("who gains and who loses one", () => {
    expect(given.roles).toEqual([
      {
        direction: "loses",
        api: "books",
        role: "editor",
        subjects: [{ kind: "user", name: "ada@taylordean.example" }],
      },
      {
        direction: "gains",
        api: "books",
        role: "editor",
        subjects: [
          { kind: "group", name: "Librarians" },
          { kind: "user", name: "grace@taylordean.example" },
        ],
      },
    ]);
  });

  test("are told, counted and drawn", () => {
    const text = toMarkdown(given);
    expect(text).toContain("3 changes of role members.");
    expect(text).toContain("- User `ada@taylordean.example` **loses** the role `editor` of `books`.");
    expect(text).toContain(
      "- Group `Librarians` and user `grace@taylordean.example` **gain** the role `editor` of `books`.",
    );
    expect(text).toContain('["role editor (books)"]');
    expect(text.match(/-->\|"gains"\||-\.->\|"loses"\|/g)).toEqual([
      '-.->|"loses"|',
      '-->|"gains"|',
      '-->|"gains"|',
    ]);
  });

  test("that come and go, with or without members", () => {
    expect(rules(withRoles({ editor }), withRoles({ auditor: [] }))).toEqual([
      "App role `editor` of `books` is removed or switched off: no token carries it any more.",
      "App role `auditor` of `books` is new or switched on.",
    ]);
    expect(between(booksModel(), withRoles({ editor })).roles.map(({ direction }) => direction)).toEqual([
      "gains",
    ]);
  });

  test("whose members stay are no news", () => {
    expect(isEmpty(between(withRoles({ editor }), withRoles({ editor })))).toBe(true);
  });

  test("of an API that is taken out go with it", () => {
    const gone = changed((model) => {
      model.apis = {};
    });
    const diff = between(withRoles({ editor }), gone);
    expect(diff.roles.map(({ direction, role }) => [direction, role])).toEqual([["loses", "editor"]]);
    expect(diff.rules.map(({ sentence }) => sentence)).toEqual([
      "API `books` is taken out: nobody has access through this stack any more.",
    ]);
  });
});

test("roles and pre-authorised clients come through the reading of a model", () => {
  const model = changed(({ apis }) =>
    Object.assign(apis.books ?? {}, { roles: { editor }, preAuthorized: { storefront: ["books_read"] } }),
  );
  expect(readModel(model)).toEqual(model);
});

describe("consent", () => {
  test("a client that becomes pre-authorised, and one that no longer is", () => {
    expect(rules(withConsent([]), withConsent(["books_read"]))).toEqual([
      "Client `storefront` is **pre-authorised** for `books_read` of `books`: nobody needs to consent.",
    ]);
    expect(rules(withConsent(["books_read"]), withConsent([]))).toEqual([
      "Client `storefront` is no longer pre-authorised for `books_read` of `books`: users are asked.",
    ]);
  });

  test("while one way stays, the end of the other troubles nobody", () => {
    const both = withConsent(["books_read"], ["books_read"]);
    expect(rules(both, withConsent([], ["books_read"]))).toEqual([
      "Client `storefront` is no longer pre-authorised for `books_read` of `books`; an admin has consented for everybody, so users are still not asked.",
    ]);
    expect(rules(both, withConsent(["books_read"]))).toEqual([]);
  });

  test("goes without a word with the permissions that it was for", () => {
    const unused = changed(
      ({ clients }) => {
        if (clients.storefront)
          Object.assign(clients.storefront, { declared: {}, granted: {}, subscribed: [] });
      },
      withConsent([], ["books_read"]),
    );
    const diff = between(withConsent([], ["books_read"]), unused);
    expect(diff.rules).toEqual([]);
    expect(diff.clients.map(({ direction }) => direction)).toEqual(["loses"]);
  });
});
