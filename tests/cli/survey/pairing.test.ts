import { describe, expect, test } from "@jest/globals";
import { pairApis } from "../../../cli/survey/pair/apis.ts";
import { uniqueKeys } from "../../../cli/survey/pair/keys.ts";
import { pairScopes } from "../../../cli/survey/pair/scopes.ts";
import type { ChoreoApi, Registration } from "../../../cli/survey/sides.ts";

const fullNames = ["urn:t:books:books_add", "urn:t:books:books_read"];
const scope = (value: string) => ({ id: value, value });

describe("a permission and the scope that was meant to stand for it", () => {
  const pairsWith = (values: string[], taken: string[] = fullNames) =>
    pairScopes(fullNames, values.map(scope), (value) => taken.includes(value)).map(({ scope, isExact }) => [
      scope?.value,
      isExact,
    ]);

  test.each([
    ["equal", fullNames, [fullNames[0], true], [fullNames[1], true]],
    ["another case", ["urn:t:books:Books_Add"], ["urn:t:books:Books_Add", false], [undefined, false]],
    [
      "a space at the end",
      ["urn:t:books:books_read "],
      [undefined, false],
      ["urn:t:books:books_read ", false],
    ],
    ["a character less", ["urn:t:books:book_read"], [undefined, false], ["urn:t:books:book_read", false]],
    ["the bare name is too far", ["books_read"], [undefined, false], [undefined, false]],
  ] as const)("%s", (_, values, ...pairs) => {
    expect(pairsWith([...values])).toEqual(pairs);
  });

  test("a name that is another API's permission is no mistake", () => {
    const other = "urn:t:book:books_read";
    expect(pairsWith([other])).toEqual([
      [undefined, false],
      [other, false],
    ]);
    expect(pairsWith([other], [...fullNames, other])).toEqual([
      [undefined, false],
      [undefined, false],
    ]);
  });
});

describe("an API and its registration", () => {
  const api = (name: string, version = "1.0.0"): ChoreoApi => ({
    api: {
      id: `${name} ${version}`,
      name,
      version,
      scopePrefix: `urn:t:${name}:`,
      scopes: [{ scope: { name: `${name}_add` } }, { scope: { name: `${name}_read` } }],
    },
    deployed: [],
    subscriptions: [],
  });
  const registration = (id: string, values: string[]): Registration => ({
    application: { id, appId: id, api: { oauth2PermissionScopes: values.map(scope) } },
    principal: undefined,
  });
  const pair = (apis: ChoreoApi[], registrations: Registration[], wishes?: Map<string, string>) =>
    pairApis(apis, registrations, [], wishes).map(({ registration, candidates, others }) => ({
      is: registration?.application.id,
      candidates: candidates.map(({ application }) => application.id),
      others: others.map(({ application }) => application.id),
    }));

  test("the one with most of its names counts; others with one of them are told", () => {
    const few = registration("few", fullNames.slice(0, 1));
    expect(pair([api("books")], [few, registration("all", fullNames)])).toEqual([
      { is: "all", candidates: [], others: ["few"] },
    ]);
  });

  test("names to the letter count more than such that look alike", () => {
    const alike = registration("alike", ["urn:t:books:Books_Add", "urn:t:books:Books_Read"]);
    expect(pair([api("books")], [alike, registration("one", fullNames.slice(0, 1))])).toEqual([
      { is: "one", candidates: [], others: [] },
    ]);
    expect(pair([api("books")], [alike])).toEqual([{ is: "alike", candidates: [], others: [] }]);
  });

  test("two that fit equally well are candidates, unless a person says which", () => {
    const both = [registration("one", fullNames), registration("two", fullNames)];
    expect(pair([api("books")], both)).toEqual([{ is: undefined, candidates: ["one", "two"], others: [] }]);
    expect(pair([api("books")], both, new Map([["books", "two"]]))).toEqual([
      { is: "two", candidates: [], others: ["one"] },
    ]);
  });

  test("one registration may stand for two versions, or for two APIs", () => {
    const shared = registration("shared", [...fullNames, "urn:t:orders:orders_read"]);
    const apis = [api("books"), api("books", "2.0.0"), api("orders")];
    expect(pair(apis, [shared]).map(({ is }) => is)).toEqual(["shared", "shared", "shared"]);
  });

  test("a name that several versions have needs its version", () => {
    const apis = [api("books"), api("books", "2.0.0")];
    expect(() => pair(apis, [registration("one", fullNames)], new Map([["books", "one"]]))).toThrow(
      '--pair "books": there are 2 versions of it.',
    );
  });
});

describe("keys", () => {
  test.each([
    ["names as they are", [["books"], ["Händlerportal München"]], ["books", "Händlerportal München"]],
    [
      "told apart by what else there is",
      [
        ["a", "a 1"],
        ["a", "a 2"],
        ["b", "b 1"],
      ],
      ["a 1", "a 2", "b"],
    ],
    ["by a number in the end", [["a"], ["a"], ["a"]], ["a", "a 2", "a 3"]],
    ["what a key cannot have is left out", [["a (dev)"], ["/x:y/"], ["()"]], ["a dev", "x y", "unnamed"]],
  ])("%s", (_, names, keys) => expect(uniqueKeys(names)).toEqual(keys));
});
