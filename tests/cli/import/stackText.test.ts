import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { withEntries } from "../../../cli/import/stackText.ts";

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
    [
      "an empty configuration in braces, between others",
      "encryptionsalt: x\nconfig: {} # none\nsecretsprovider: y\n",
    ],
    ["sections that are null", "config:\n  p:apis: ~\n  p:clients: null # none\n  other: 1\n"],
    [
      "comments where entries could be",
      "config:\n  p:apis:\n    a: {version: '1'}\n    # b:\n\n  # who\n  p:clients:\n    # none yet\n",
    ],
    ["quoted keys, anchors, tags", `base: &b\n  version: '1'\nconfig: &c\n  "p:apis": !!map\n    "a": *b\n`],
    [
      "a text that keeps its empty lines",
      "config:\n  p:apis:\n    a:\n      d: |+\n        text\n\n\nsecretsprovider: y\n",
    ],
    ["a byte order mark", "\uFEFFconfig:\n  p:apis:\n    a: {version: '1'}\n"],
    ["marks of a document", "---\nconfig:\n  y: 1\n...\n"],
    ["secrets", "config:\n  p:x:\n    secure: v1:abc\n"],
  ])("%s", (_, text) => {
    const changed = add(text);
    const old = (parse(text) ?? {}) as { config?: Record<string, object | null> };
    const merged = (key: "p:apis" | "p:clients") => ({ ...old.config?.[key], ...both[key] });
    expect(parse(changed)).toEqual({
      ...old,
      config: { ...old.config, "p:apis": merged("p:apis"), "p:clients": merged("p:clients") },
    });
    const kept = changed.split("\n");
    for (const line of text
      .split("\n")
      .filter((each) => !/\{\}|p:(apis|clients): (~|null)|p:clients:$|^config:$/.test(each)))
      expect(kept).toContain(line);
  });
});

test("lines that end as Windows ends them", () => {
  const text = "config:\r\n  p:apis:\r\n    a: {version: '1'}\r\n  x: 1\r\n";
  expect(add(text)).not.toMatch(/[^\r]\n/);
  expect(parse(add(text))).toEqual(parse(add(text.replaceAll("\r\n", "\n"))));
});

test.each([
  ["config:\n  a: [1", "does not parse"],
  ["config: {a: 1}\n---\nconfig: {}\n", "does not parse: Source contains multiple documents"],
  ["config:\n  a: 1\n  a: 2\n", "does not parse: Map keys must be unique"],
  ["config:\n\ta: 1\n", "does not parse: Tabs are not allowed"],
  ["config: {a: 1}\n", "config is written in braces"],
  ["base: &b { a: { version: '1' } }\nconfig:\n  p:apis: *b\n", "p:apis is no mapping"],
  // What is merged in would be lost, and what follows "? " would land inside.
  ["base: &b\n  p:apis:\n    a: { version: '1' }\nconfig:\n  <<: *b\n", "entries cannot be added to"],
  ["config:\n  ? p:apis\n  : a: { version: '1' }\n", "entries cannot be added to"],
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
