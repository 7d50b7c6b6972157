import { describe, expect, test } from "@jest/globals";
import { changedProperties, type Difference } from "../../../cli/access-diff/properties.ts";

const of = (difference: Partial<Difference>) =>
  changedProperties({ before: {}, after: {}, paths: [], diffs: [], ...difference });
/** As Pulumi writes a secret in an event. */
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "[secret]" };

describe("what the provider names", () => {
  test.each([
    ["displayName", "displayName"],
    ["api.oauth2PermissionScopes[0].value", "api.oauth2PermissionScopes"],
    ['operations["POST /books"]', 'operations["POST /books"]'],
    ['operations["POST /books"][0]', 'operations["POST /books"]'],
    ['scopes["a.b"].displayName.text', 'scopes["a.b"]'],
    ['scopes["a\\"b"].displayName', 'scopes["a\\"b"]'],
    ["owners[2]", "owners"],
    ["webs[0].redirectUris[1].x", "webs.redirectUris"],
  ])("%s is told as %s", (path, told) => {
    expect(of({ paths: [path] })).toEqual([told]);
  });

  test("goes before what a comparison would find; a name without a path is told as well, once", () => {
    const sides = { before: { a: 1, b: 1 }, after: { a: 2, b: 2 } };
    expect(of({ ...sides, paths: ["a"] })).toEqual(["a"]);
    expect(of({ ...sides, paths: ["a"], diffs: ["c", "a"] })).toEqual(["a", "c"]);
    expect(of({ ...sides, diffs: ["a"] })).toEqual(["a", "b"]);
    expect(of({ paths: ["scopes.books_add"], diffs: ["scopes"] })).toEqual(["scopes.books_add"]);
    expect(of({ paths: ['scopes["x y"]'], diffs: ["scopes"] })).toEqual(['scopes["x y"]']);
  });
});

describe("what differs", () => {
  test("to the second part, sorted, whatever the form of a name", () => {
    const before = { z: 1, scopes: { keep: 1, gone: 1, changed: { text: 1 }, "a b": 1, $a: 1 } };
    const after = { z: 2, scopes: { keep: 1, come: 1, changed: { text: 2 }, "a b": 2, $a: 2 } };
    expect(of({ before, after })).toEqual([
      "scopes.$a",
      "scopes.changed",
      "scopes.come",
      "scopes.gone",
      'scopes["a b"]',
      "z",
    ]);
  });

  test.each<[string, unknown, unknown]>([
    ["a list", [1], [2]],
    ["a list for an object", [1], { 0: 1 }],
    ["null for an object", null, { a: 1 }],
    ["an object for null", { a: 1 }, null],
    ["a text for an object", "a", { a: 1 }],
    ["a secret for another", secret, { ...secret, value: "x" }],
  ])("%s is told whole", (_, one, other) => {
    expect(of({ before: { it: one }, after: { it: other } })).toEqual(["it"]);
  });

  test("nothing: then the secrets, in which a change cannot be seen", () => {
    const same = { name: "a", password: secret, nested: { deep: secret }, none: undefined };
    expect(of({ before: same, after: same })).toEqual(["nested (secret)", "password (secret)"]);
    expect(of({ before: { ...same, name: "b" }, after: same })).toEqual(["name"]);
  });

  test("a dynamic provider's code is nobody's property, nor are Pulumi's defaults", () => {
    const before = { __provider: "old", __defaults: [1] };
    const after = { __provider: secret, __defaults: [secret] };
    expect(of({ before, after })).toEqual([]);
    expect(of({ paths: ["__provider"], diffs: ["__defaults"] })).toEqual([]);
  });
});
