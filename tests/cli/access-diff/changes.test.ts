import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { compare } from "../../../cli/access-diff/compare.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { booksModel, changed, comparison, ids, step } from "./models.ts";

type Api = AccessModel["apis"][string];

const books = (edit: (api: Api) => void) =>
  changed(({ apis }) => {
    if (apis.books) edit(apis.books);
  });
const rules = (after: AccessModel, before = booksModel()) =>
  compare(comparison({ before, after })).rules.map(({ sentence }) => sentence);

test("an API whose key changes and that keeps what it was (formerly) is made anew by nobody", () => {
  const { books, ...apis } = booksModel().apis;
  const after = changed((model) => {
    model.apis = { ...apis, library: books as Api };
    model.clients = {};
  });
  expect(rules(after)).toContain(
    "API `books` is called `library` in the settings now. It stays what it is, in Choreo and in Azure.",
  );
});

describe("an API whose key in the settings changes", () => {
  const renamed = (model: AccessModel): AccessModel => {
    const { books, ...others } = model.apis;
    const { storefront } = model.clients;
    return {
      ...model,
      apis: { ...others, library: books as Api },
      clients: {
        storefront: {
          ...(storefront as NonNullable<typeof storefront>),
          declared: { library: ["books_read"] },
          subscribed: ["library"],
        },
      },
    };
  };

  test("is told as such: nobody gains or loses an operation", () => {
    const steps = [step({ op: "create", name: "library" })];
    const diff = compare(comparison({ after: renamed(booksModel()), steps }));
    expect([diff.clients, diff.people, diff.scopes]).toEqual([[], [], []]);
    expect(diff.rules.map(({ sentence }) => sentence)).toEqual([
      "API `books` is called `library` in the settings now. In Choreo it stays the same API, but its web API in Azure is **made anew**: other client id and `api://…`, consents start from nothing, and callers must ask for the new one.",
    ]);
  });

  test("keeps what a client was granted for one person alone", () => {
    const forAda = (model: AccessModel, api: string) => {
      Object.assign(model.clients.storefront ?? {}, { grantedFor: { [api]: { [ids.ada]: ["books_add"] } } });
      return model;
    };
    const before = forAda(booksModel(), "books");
    const after = forAda(renamed(booksModel()), "library");
    expect(compare(comparison({ before, after })).people).toEqual([]);
  });

  test("still shows who gains beside it", () => {
    const after = renamed(books(({ assigned }) => assigned.push(ids.grace)));
    expect(compare(comparison({ after })).people).toMatchObject([
      { direction: "gains", api: "library", subjects: [{ name: "grace@taylordean.example" }] },
    ]);
  });

  test("is the same API beside others that stay, and beside one that goes", () => {
    const orders = { ...(booksModel().apis.books as Api), name: "orders", assigned: [] };
    const withOrders = (model: AccessModel) => {
      model.apis.orders = orders;
      model.clients.storefront?.subscribed.push("orders");
      return model;
    };
    const before = withOrders(booksModel());
    const after = withOrders(renamed(booksModel()));
    expect(compare(comparison({ before, after })).people).toEqual([]);
    expect(rules(after, before)).toEqual([expect.stringMatching(/^API `books` is called `library`/)]);
    expect(rules(renamed(booksModel()), before)).toContainEqual(
      expect.stringMatching(/^API `books` is called `library`/),
    );
  });

  test("is another API where two that go could be it, or where a client named its key before", () => {
    const taken = "API `books` is taken out: nobody has access through this stack any more.";
    const twice = changed((model) => {
      model.apis.again = structuredClone(model.apis.books as Api);
    });
    expect(rules(renamed(booksModel()), twice)).toContain(taken);
    const named = changed(({ clients }) => {
      clients.desk = structuredClone(clients.storefront as NonNullable<typeof clients.storefront>);
      clients.desk.declared.library = ["books_read"];
    });
    expect(rules(renamed(booksModel()), named)).toContain(taken);
  });

  test.each([
    ["changes", { op: "update", name: "library" }],
    ["is not its own", { op: "create", name: "reports" }],
    ["is of another kind", { op: "create", name: "library", token: "choreo-azuread:index:ChoreoApi" }],
  ] as const)("stays what it is where the resource that is made %s", (_, values) => {
    const diff = compare(comparison({ after: renamed(booksModel()), steps: [step(values)] }));
    expect(diff.rules.map(({ sentence }) => sentence)).toEqual([
      "API `books` is called `library` in the settings now. It stays what it is, in Choreo and in Azure.",
    ]);
  });

  test("is another API when name or version differ, or when two could be meant", () => {
    const other = renamed(books((api) => Object.assign(api, { apiVersion: "2.0.0" })));
    expect(rules(other)).toContain(
      "API `books` is taken out: nobody has access through this stack any more.",
    );
    const twice = renamed(booksModel());
    twice.apis.again = structuredClone(twice.apis.library as Api);
    expect(rules(twice)).toContain(
      "API `books` is taken out: nobody has access through this stack any more.",
    );
  });
});

test("an API that is another one in Choreo", () => {
  expect(rules(books((api) => Object.assign(api, { apiVersion: "2.0.0" })))).toEqual([
    "API `books` is `books 2.0.0` now (before: `books 1.0.0`): permissions and subscriptions go over to it, and the other one is left as it was found.",
  ]);
});

test("an API to which nobody is assigned, once", () => {
  const deserted = books((api) => Object.assign(api, { assigned: [] }));
  const sentence = "Nobody is assigned to `books`: no person can sign in for it.";
  expect(rules(deserted)).toEqual([sentence]);
  expect(rules(deserted, deserted)).toEqual([]);
});

test("another environment", () => {
  expect(rules(changed((model) => Object.assign(model, { environment: "live" })))).toEqual([
    "Environment `dev` is called `live` now: names in Azure and Choreo change, also those that people see when they consent.",
  ]);
});

test("protection that ends comes first, and names no more than a reviewer reads", () => {
  const off = ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({ type: "choreo:IdpKey", name, on: false }));
  const on = [{ type: "azuread:Application", name: "x", on: true }];
  const diff = compare(comparison({ protection: [...on, ...off.toReversed()] }));
  expect(diff.rules.map(({ sentence }) => sentence)).toEqual([
    "**Protection ends** for `choreo:IdpKey` `a`, `choreo:IdpKey` `b`, `choreo:IdpKey` `c`, `choreo:IdpKey` `d`, `choreo:IdpKey` `e` and 2 more resources: from the next update on Pulumi deletes or replaces it when asked.",
    "Protected against deletion from now on: `azuread:Application` `x`.",
  ]);
  expect(toMarkdown(diff)).toContain("2 changes of APIs and clients. No resource changes.");
});

test("replacements of one type for one reason are one sentence", () => {
  const key = {
    op: "replace" as const,
    type: "choreo:IdpKey",
    token: "pulumi-nodejs:dynamic/choreo:IdpKey",
    properties: ["keyType"],
  };
  const text = toMarkdown(
    compare(
      comparison({ steps: [step({ ...key, name: "b", urn: "b" }), step({ ...key, name: "a", urn: "a" })] }),
    ),
  );
  expect(text).toContain(
    "- `choreo:IdpKey` `a` and `b` are **replaced** because of `keyType`: the gateway doesn't know",
  );
  expect(text).toContain("Nobody gains or loses access for good, but what is replaced interrupts it.");
});

test("many rows are folded away under their sum", () => {
  const rows = (number: number) =>
    toMarkdown(
      compare(comparison({ steps: Array.from({ length: number }, (_, i) => step({ urn: `${i}` })) })),
    );
  expect(rows(11)).toMatch(/<details><summary>11 to update<\/summary>\n\n\| \|[\s\S]+\|\n\n<\/details>\n$/u);
  expect(rows(10)).not.toContain("<details>");
});
