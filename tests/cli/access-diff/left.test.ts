import { describe, expect, test } from "@jest/globals";
import type { AccessModel, LeftEnvironment } from "../../../access/index.ts";
import { compare } from "../../../cli/access-diff/compare.ts";
import { toMarkdown } from "../../../cli/access-diff/markdown.ts";
import { headline } from "../../../cli/access-diff/sentences.ts";
import { booksModel, changed, comparison } from "./models.ts";

const deployedTo = (...environments: string[]) =>
  changed(({ apis: { books } }) => Object.assign(books as object, { environments }));
const before = deployedTo("Default", "Staging");

function leaving(there: LeftEnvironment | undefined, after: AccessModel = deployedTo("Staging")) {
  const left = there && { books: { Default: there } };
  return compare(comparison({ before, after: { ...after, ...(left ? { left } : {}) } }));
}
const sentences = (diff: ReturnType<typeof leaving>) =>
  toMarkdown(diff)
    .split("\n")
    .filter((line) => line.startsWith("- "))
    .map((line) => line.slice(2));
const none = { permissions: [] };

describe("a gateway environment that the stack leaves", () => {
  test("gets back a revision that asks for less: who gains that, and where", () => {
    const operations = { "GET /books": { permissions: ["books_read"] }, "POST /books": none };
    const diff = leaving({ runs: "before", operations });
    expect(headline(diff)).toBe(
      "1 client and everyone in the tenant gain access; 2 changes of APIs and clients. No resource changes.",
    );
    expect(sentences(diff)).toEqual([
      "Client `storefront` **gains** `POST /books` of `books` in `Default`, which needs no permission: any token will do, also one without a person.",
      "Everyone in the tenant **gains** `POST /books` of `books` in `Default` (through `storefront`).",
      "In `Default`, **no permission** is needed for `POST /books` of `books`: every token of a subscribed client will do, whoever it was issued to or for.",
      "API `books` leaves the gateway environment `Default`: the revision from before runs there again.",
    ]);
    expect(toMarkdown(diff)).toContain("POST /books (books in Default)");
  });

  test("gets back one that needs a permission which nobody has any more", () => {
    const old = { permissions: ["old"] };
    const diff = leaving({ runs: "before", operations: { "GET /books": old, "POST /books": old } });
    expect(sentences(diff)).toContain(
      "Group `Librarians` and user `ada@taylordean.example` **lose** `GET /books` of `books` in `Default` (through `storefront`).",
    );
  });

  test("lets anyone in where there is no security", () => {
    const diff = leaving({ runs: "before", operations: { "POST /books": { ...none, anonymous: true } } });
    expect(sentences(diff)).toContain(
      "Anyone, without a token, **gains** `POST /books` of `books` in `Default`.",
    );
  });

  test("has nothing any more where nothing ran", () => {
    const diff = leaving({ runs: "nothing", operations: {} });
    expect(sentences(diff)).toContain(
      "API `books` leaves the gateway environment `Default`: nothing of it runs there any more.",
    );
    expect(diff.people.map(({ direction, at }) => [direction, at])).toEqual([["loses", "Default"]]);
  });

  test.each([
    ["was not looked at", undefined],
    ["could not be", { runs: "unknown" as const }],
  ])("%s: said for each operation, and never that nobody gains", (_, there) => {
    const diff = leaving(there);
    expect(sentences(diff)).toEqual([
      "API `books` leaves the gateway environment `Default`, and **what runs there then could not be looked up**: `GET /books` and `POST /books` may need fewer permissions there, or none.",
    ]);
    expect(headline(diff)).not.toContain("Nobody");
  });

  test.each([
    ["kept", "what other stacks need of it stays there"],
    ["byHand", "what somebody else has deployed there stays"],
  ] as const)("what stays there changes nothing: %s", (runs, stays) => {
    const { operations } = before.apis.books as AccessModel["apis"][string];
    const diff = leaving({ runs, operations });
    expect([diff.clients, diff.people]).toEqual([[], []]);
    expect(sentences(diff)).toEqual([`API \`books\` leaves the gateway environment \`Default\`: ${stays}.`]);
  });
});

test("an API that is given up: this stack's people lose it, and what opens there is told all the same", () => {
  const after = changed((model) => {
    model.apis = {};
    for (const client of Object.values(model.clients)) client.subscribed = [];
  });
  const operations = { "GET /books": none, "POST /books": { ...none, anonymous: true as const } };
  const diff = leaving({ runs: "before", operations }, after);
  expect(diff.people.map(({ direction, at, subjects }) => [direction, at, subjects[0]?.kind])).toEqual([
    ["gains", "Default", "anyone"],
    ["loses", undefined, "group"],
  ]);
  expect(sentences(diff)).toEqual(
    expect.arrayContaining([
      "In `Default`, **anyone** can call `POST /books` of `books`: the gateway asks for no token.",
      "In `Default`, **no permission** is needed for `GET /books` of `books`: every token of a subscribed client will do, whoever it was issued to or for.",
      expect.stringContaining(
        "leaves the gateway environment `Staging`, and **what runs there then could not",
      ),
    ]),
  );
});

test("an API that is given up where anyone can call an operation: lost only where a look says so", () => {
  const anonymous = { "DELETE /books": { permissions: [], anonymous: true as const } };
  const open = changed(
    ({ apis: { books } }) => Object.assign(books?.operations as object, anonymous),
    before,
  );
  const after = changed((model) => {
    model.apis = {};
    for (const client of Object.values(model.clients)) client.subscribed = [];
  });
  const told = (left?: Record<string, LeftEnvironment>) =>
    compare(comparison({ before: open, after: { ...after, ...(left ? { left: { books: left } } : {}) } }))
      .people.filter(({ subjects }) => subjects[0]?.kind === "anyone")
      .map(({ direction, at }) => [direction, at]);
  expect(told()).toEqual([]);
  const stays: LeftEnvironment = { runs: "byHand", operations: anonymous };
  expect(told({ Default: stays, Staging: stays })).toEqual([]);
  const gone: LeftEnvironment = { runs: "nothing", operations: {} };
  expect(told({ Default: stays, Staging: gone })).toEqual([["loses", "Staging"]]);
  expect(told({ Default: gone, Staging: gone })).toEqual([["loses", undefined]]);
});

test("a further environment is told", () => {
  const diff = compare(comparison({ before: deployedTo("Default"), after: before }));
  expect(sentences(diff)).toEqual([
    "API `books` is deployed to `Staging` too: who has access to it has it there.",
  ]);
  expect(compare(comparison({ before: booksModel(), after: before })).rules).toEqual([]);
});

describe("environments that have not the same, since somebody deployed by hand in one of them", () => {
  const operations = { "GET /books": none, "POST /books": { permissions: ["books_read"] } };
  const secured = { ...operations, "GET /books": { permissions: ["books_read"] } };
  const at = { Default: { operations }, Staging: { operations: secured } };
  const people = (after: AccessModel) =>
    compare(comparison({ before, after })).people.map(({ direction, at, operations, subjects }) =>
      [direction, operations, at, subjects[0]?.kind].join(" "),
    );

  test("what all have afterwards is told where it is news", () => {
    const after = { ...deployedTo("Default", "Staging"), deployed: { books: { operations, at } } };
    Object.assign(after.apis.books as object, { operations: { ...operations, "POST /books": none } });
    expect(people(after)).toEqual([
      "gains POST /books Default everyone",
      "gains GET /books,POST /books Staging everyone",
    ]);
  });

  test("what is so in each of them names none, and where nothing is deployed each stays as it is", () => {
    const after = {
      ...deployedTo("Default", "Staging"),
      deployed: { books: { operations, at, stays: true as const } },
    };
    expect(people(after)).toEqual([]);
    const { assigned, ...books } = after.apis.books as AccessModel["apis"][string];
    expect(people({ ...after, apis: { books: { ...books, assigned: [] } } })).toEqual([
      "loses POST /books Default group",
      "loses GET /books,POST /books Staging group",
    ]);
    const open = (name: string) => ({ operations: { ...secured, [name]: none } });
    const others = { Default: open("PUT /books"), Staging: open("DELETE /books") };
    const deployed = { books: { operations: secured, at: others, stays: true as const } };
    expect(people({ ...after, deployed, apis: { books: { ...books, assigned: [] } } })).toEqual([
      "loses GET /books,POST /books  group",
    ]);
    expect(assigned).not.toEqual([]);
  });

  test("where one is left it starts from what runs there", () => {
    const after = { ...deployedTo("Default"), deployed: { books: { operations, at } } };
    const left = { books: { Staging: { runs: "before" as const, operations } } };
    Object.assign(after.apis.books as object, { operations });
    expect(people({ ...after, left })).toEqual(["gains GET /books Staging everyone"]);
  });
});
