import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { withEntries } from "../../../cli/import/stackFile.ts";

const books = {
  key: "books",
  written: { version: "1.0", operations: { "GET /a": ["read"] } },
  notes: ["is new"],
};
const shop = { key: "Händler", written: { redirectUris: [] as string[] }, notes: [] };
const add = (text: string, more: object = {}) =>
  withEntries(text, "Pulumi.dev.yaml", "p", { apis: [books], clients: [shop], others: {}, ...more });
const both = { "p:apis": { books: books.written }, "p:clients": { Händler: shop.written } };

test("a new file", () => {
  const text = add("", { others: { "azuread:tenantId": "t" } });
  expect(text).toBe(`config:
  azuread:tenantId: t
  p:apis:
    # books is new
    books:
      version: "1.0"
      operations:
        GET /a: [read]
  p:clients:
    Händler:
      redirectUris: []
`);
});

describe("what is in the file stays to the letter", () => {
  test.each([
    ["only the salt", "encryptionsalt: v1:abc=\n"],
    [
      "comments, braces, odd indentation",
      `# mine
config:
    # of this stack
    p:apis:
        # the first
        orders: { version:   '2.0' , x: [1,2]}   # last
        more:
            text: |
                two
                lines

    # and then
    p:clients:
        desk: {}
# at the end
`,
    ],
    ["no newline at the end", "config:\n  p:apis:\n    a: {version: '1'}"],
    ["sections that say nothing", "config:\n  p:apis: {}\n  p:clients:\n  other: 1\n"],
    ["nothing under config", "config:\n"],
  ])("%s", (_, text) => {
    const changed = add(text);
    const old = (parse(text) ?? {}) as { config?: Record<string, object | null> };
    const merged = (key: "p:apis" | "p:clients") => ({ ...old.config?.[key], ...both[key] });
    expect(parse(changed)).toEqual({
      ...old,
      config: { ...old.config, "p:apis": merged("p:apis"), "p:clients": merged("p:clients") },
    });
    const kept = changed.split("\n");
    for (const line of text.split("\n").filter((each) => !/\{\}$|p:clients:$|^config:$/.test(each)))
      expect(kept).toContain(line);
  });
});

test.each([
  ["config:\n  a: [1", "does not parse"],
  ["- a list\n", "is no mapping"],
  ["config:\n  p:apis: [1]\n", "p:apis is no mapping"],
  ["config:\n  p:apis: { a: { version: '1' } }\n", "p:apis is written in braces"],
])("%j is refused: %s", (text, said) => {
  expect(() => add(text)).toThrow(said);
});

test("nothing to add, nothing changed", () => {
  const text = "config: {a: 1}  # odd\n";
  expect(add(text, { apis: [], clients: [{ ...shop, written: undefined }] })).toBe(text);
});
