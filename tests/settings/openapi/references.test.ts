import { describe, expect, test } from "@jest/globals";
import { apiOf, documented, schemes } from "./world.ts";

const head = `
openapi: 3.0.3
components: { securitySchemes: { o: { type: oauth2, flows: { implicit: { scopes: { read: Read, write: Write } } } } } }
`;
const reading = "security: [{ o: [read] }]";

describe("references are followed", () => {
  test.each([
    [
      "an operation in a file",
      "/a: { post: { $ref: ./post.yaml } }",
      { "apis/post.yaml": reading },
      "POST /a",
    ],
    [
      "a path item in a file",
      "/a: { $ref: item.yaml }",
      { "apis/item.yaml": `get: { ${reading} }` },
      "GET /a",
    ],
    [
      "a path item in a part of a file",
      "/a: { $ref: 'parts.yaml#/items/a~1b%20c' }",
      { "apis/parts.yaml": `items: { "a/b c": { get: { ${reading} } } }` },
      "GET /a",
    ],
    [
      "from file to file, each relative to its own folder",
      "/a: { $ref: one/item.yaml }",
      { "apis/one/item.yaml": "get: { $ref: ../two/get.yaml }", "apis/two/get.yaml": reading },
      "GET /a",
    ],
    [
      "within a file that is referred to",
      "/a: { $ref: 'parts.yaml#/a' }",
      { "apis/parts.yaml": `a: { get: { $ref: "#/b" } }\nb: { ${reading} }` },
      "GET /a",
    ],
    [
      "a security list",
      "/a: { get: { security: { $ref: s.json } } }",
      { "apis/s.json": '[{ "o": ["read"] }]' },
      "GET /a",
    ],
    [
      "one alternative",
      "/a: { get: { security: [{ $ref: s.yaml }] } }",
      { "apis/s.yaml": "o: [read]" },
      "GET /a",
    ],
    [
      "from a file back to the document",
      "/a: { get: { $ref: get.yaml } }\n  /b: { x-get: { security: [{ o: [read] }] } }",
      { "apis/get.yaml": "$ref: api.yaml#/paths/~1b/x-get" },
      "GET /a",
    ],
    [
      "a file in a folder with a space",
      "/a: { $ref: 'my%20parts/i.yaml' }",
      { "apis/my parts/i.yaml": `get: { ${reading} }` },
      "GET /a",
    ],
  ])("%s", async (_, path, files: Record<string, string>, operation) => {
    const api = apiOf({ "apis/api.yaml": `${head}paths:\n  ${path}`, ...files });
    expect(await api.operations()).toEqual({ [operation]: ["read"] });
  });

  test.each([
    ["paths", `${head}paths: { $ref: p.yaml }`, `/a: { get: { ${reading} } }`],
    [
      "security schemes",
      `openapi: 3.0.3\ncomponents: { securitySchemes: { $ref: p.yaml } }\npaths: { /a: { get: { ${reading} } } }`,
      "o: { type: oauth2, flows: { implicit: { scopes: { read: Read } } } }",
    ],
    [
      "components",
      `openapi: 3.0.3\ncomponents: { $ref: p.yaml }\npaths: { /a: { get: { ${reading} } } }`,
      "securitySchemes: { o: { type: oauth2, flows: { implicit: { scopes: { read: Read } } } } }",
    ],
    [
      "flows",
      `openapi: 3.0.3\ncomponents: { securitySchemes: { o: { type: oauth2, flows: { $ref: p.yaml } } } }\npaths: { /a: { get: { ${reading} } } }`,
      "implicit: { scopes: { read: Read } }",
    ],
    [
      "scopes",
      `openapi: 3.0.3\ncomponents: { securitySchemes: { o: { type: oauth2, flows: { implicit: { scopes: { $ref: p.yaml } } } } } }\npaths: { /a: { get: { ${reading} } } }`,
      "read: Read",
    ],
    [
      "the document's security",
      `${head}security: { $ref: p.yaml }\npaths: { /a: { get: {} } }`,
      "[{ o: [read] }]",
    ],
  ])("%s", async (_, document, part) => {
    const api = apiOf({ "a.yaml": document, "p.yaml": part });
    expect(await api.operations()).toEqual({ "GET /a": ["read"] });
    expect(await api.permissions()).toContain("read");
  });

  test("one path item for several paths, and parts of one file", async () => {
    const files = {
      "a.yaml": `${head}paths: { /a: { $ref: p.yaml#/x }, /b: { $ref: p.yaml#/x }, /c: { get: { $ref: p.yaml#/x/get } } }`,
      "p.yaml": `x: { get: { ${reading} }, put: { security: [{ o: [write] }] } }`,
    };
    expect(await apiOf(files).operations()).toEqual({
      "GET /a": ["read"],
      "PUT /a": ["write"],
      "GET /b": ["read"],
      "PUT /b": ["write"],
      "GET /c": ["read"],
    });
  });

  test("what stands beside a reference counts, too", async () => {
    const files = {
      "a.yaml": `${head}paths: { /a: { $ref: p.yaml, summary: Ours, put: { security: [{ o: [write] }] } } }`,
      "p.yaml": `summary: Theirs\nget: { $ref: "#/x-get", description: d }\nx-get: { ${reading}, description: e }`,
    };
    expect(await apiOf(files).operations()).toEqual({ "GET /a": ["read"], "PUT /a": ["write"] });
  });

  test("a reference that nobody here looks at may lead nowhere", async () => {
    const get = {
      security: [{ entra: ["read"] }],
      responses: { 200: { $ref: "https://example.com/r.yaml" } },
    };
    const components = {
      securitySchemes: schemes,
      schemas: { a: { $ref: "gone.yaml" }, b: { $ref: "#/nowhere" } },
    };
    expect(await documented({ components, paths: { "/a": { get } } }).operations()).toEqual({
      "GET /a": ["read"],
    });
  });
});

describe("references that cannot be followed are refused", () => {
  test.each([
    ["to nothing", "#/components/x", "$ref #/components/x points to nothing"],
    ["to itself", "#/paths/~1a", "$ref #/paths/~1a refers to itself"],
    [
      "to a file that is not there",
      "./gone.yaml#/x",
      "$ref ./gone.yaml#/x cannot be followed: apis/gone.yaml does not exist",
    ],
    [
      "to a file that does not parse",
      "bad.yaml",
      "$ref bad.yaml cannot be followed: apis/bad.yaml does not parse, line ",
    ],
    ["to an empty file", "empty.yaml#/x", "$ref empty.yaml#/x points to nothing"],
    ["to what is no address", "http://[", "its $refs cannot be followed: Invalid URL"],
    ["to nothing in a file", "part.yaml#/x", "$ref part.yaml#/x points to nothing"],
    [
      "to the network",
      "https://example.com/item.yaml",
      "$ref https://example.com/item.yaml cannot be followed: documents on the network are not read; keep a copy beside this one",
    ],
    [
      "to a relation in a file that is only in the document",
      "part.yaml#/y",
      "$ref part.yaml#/components/securitySchemes points to nothing",
    ],
  ])("%s", async (_, $ref, expected) => {
    const files = {
      "apis/a.json": JSON.stringify({
        openapi: "3.0.0",
        components: { securitySchemes: schemes },
        paths: { "/a": { $ref } },
      }),
      "apis/part.yaml": 'y: { $ref: "#/components/securitySchemes" }',
      "apis/bad.yaml": "[",
      "apis/empty.yaml": "",
    };
    const [problem] = await apiOf(files).problems();
    expect(problem).toContain(`apis.books.openapi: apis/a.json: ${expected}`);
  });

  test("two that lead to each other", async () => {
    const paths = { "/a": { $ref: "#/paths/~1b" }, "/b": { $ref: "#/paths/~1a" } };
    expect(await documented({ paths }).problems()).toEqual([expect.stringContaining("refers to itself")]);
  });

  test("where both sides say something of one operation", async () => {
    const files = {
      "a.yaml": `${head}paths: { /a: { $ref: p.yaml, get: {} } }`,
      "p.yaml": `get: { ${reading} }`,
    };
    expect(await apiOf(files).problems()).toEqual([
      'apis.books.openapi: a.yaml: "get" stands beside a $ref and in what it refers to; OpenAPI does not say which counts',
    ]);
  });

  test("an operation that is a reference with a security of its own, where it refers to has one, too", async () => {
    const files = {
      "a.yaml": `${head}paths: { /a: { get: { $ref: p.yaml, security: [] } } }`,
      "p.yaml": reading,
    };
    expect(await apiOf(files).problems()).toEqual([
      expect.stringContaining('"security" stands beside a $ref and in what it refers to'),
    ]);
  });
});
