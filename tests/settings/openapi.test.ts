import { describe, expect, test } from "@jest/globals";
import { guideConfig, parse, problemsOf } from "./fixture.ts";

const schemes = {
  entra: {
    type: "oauth2",
    flows: { authorizationCode: { scopes: { read: "Read things", write: "Write things" } } },
  },
  partner: { type: "oauth2", flows: { clientCredentials: { scopes: { sync: "Synchronise" } } } },
  discovery: { type: "openIdConnect", openIdConnectUrl: "https://example.com" },
  key: { type: "apiKey", in: "header", name: "x-key" },
};

/** An API whose one operation, `GET /things`, has this `security`; a document with more of it by `changes`. */
function derive(security: unknown, changes: Record<string, unknown> = {}) {
  const document = {
    openapi: "3.0.3",
    components: { securitySchemes: schemes },
    paths: { "/things": { get: security === undefined ? {} : { security } } },
    ...changes,
  };
  return config({ "things.json": JSON.stringify(document) });
}

function config(files: Record<string, string>, books: Record<string, unknown> = {}) {
  const api = { openapi: Object.keys(files)[0], permissions: undefined, operations: undefined, ...books };
  const raw = { ...guideConfig({ books: api }), clients: {} };
  return {
    api: () => parse(raw, files).apis.books,
    notices: () => parse(raw, files).notices,
    problems: () => problemsOf(raw, files),
  };
}

describe("security requirements", () => {
  test.each([
    ["one scope", [{ entra: ["read"] }], ["read"]],
    [
      "alternatives: any one",
      [{ entra: ["read"] }, { entra: ["write"] }, { partner: ["sync"] }],
      ["read", "write", "sync"],
    ],
    ["OpenID Connect", [{ discovery: ["profile"] }], ["profile"]],
    [
      "several scopes in one requirement, as WSO2 reads them",
      [{ entra: ["read", "write"] }],
      ["read", "write"],
    ],
    ["an API key as the alternative", [{ key: [] }, { entra: ["read"] }], ["read"]],
    ["an API key besides", [{ key: [], entra: ["read"] }], ["read"]],
    ["optional", [{ entra: ["read"] }, {}], []],
    ["any token", [{ entra: [] }, { partner: ["sync"] }], []],
    ["none", [], []],
  ])("%s", (_, security, scopes) => {
    expect(derive(security).api()?.operations).toEqual({ "GET /things": scopes });
  });

  test("those of the document hold where an operation has none of its own", () => {
    const paths = { "/a": { get: {}, post: { security: [{ entra: ["write"] }] }, delete: { security: [] } } };
    expect(derive(undefined, { security: [{ entra: ["read"] }], paths }).api()?.operations).toEqual({
      "GET /a": ["read"],
      "POST /a": ["write"],
      "DELETE /a": [],
    });
  });

  test("two OAuth schemes together cannot be expressed", () => {
    expect(derive([{ entra: ["read"], partner: ["sync"] }]).problems()).toEqual([
      expect.stringContaining(
        "apis.books.openapi: things.json: GET /things: requires entra and partner together; Choreo opens an operation to any one of its permissions",
      ),
    ]);
  });

  test("a scheme that is not declared", () => {
    expect(derive([{ entre: ["read"] }]).problems()).toEqual([
      expect.stringContaining('GET /things: unknown security scheme "entre". Did you mean "entra"?'),
    ]);
  });

  test.each([["x"], [[1]], [[{ entra: "read" }]], [[{ entra: [1] }]]])("%j is no security", (security) => {
    expect(derive(security).problems()[0]).toContain("apis.books.openapi: things.json: GET /things:");
  });

  test("several scopes in one requirement are noticed, and refused on demand", () => {
    const document = JSON.stringify({
      openapi: "3.1.0",
      components: { securitySchemes: schemes },
      paths: { "/things": { get: { security: [{ entra: ["read", "write"] }] } } },
    });
    const files = { "things.json": document };
    expect(config(files).notices()).toEqual([
      expect.stringContaining(
        "apis.books: 1 operations of things.json (GET /things is the first) list several scopes",
      ),
    ]);
    expect(config(files, { openapi: { file: "things.json", severalScopes: "refuse" } }).problems()).toEqual([
      expect.stringContaining(
        "apis.books.openapi: things.json: GET /things list several scopes in one requirement",
      ),
    ]);
  });
});

describe("permissions", () => {
  test("every declared scope, with its description, and every used one", () => {
    const { permissions } = derive([{ discovery: ["profile"] }]).api() ?? {};
    expect(Object.entries(permissions ?? {}).map(([name, { description }]) => [name, description])).toEqual([
      ["read", "Read things"],
      ["write", "Write things"],
      ["sync", "Synchronise"],
      ["profile", "profile"],
    ]);
  });

  test("the settings add what a document cannot say", () => {
    const files = {
      "things.json": JSON.stringify({
        openapi: "3.0.0",
        components: { securitySchemes: schemes },
        paths: { "/a": { get: {} } },
      }),
    };
    const { permissions } =
      config(files, {
        consent: "users",
        permissions: { write: { consent: "admins", enabled: false } },
      }).api() ?? {};
    expect(permissions?.write).toMatchObject({
      description: "Write things",
      consent: "admins",
      enabled: false,
    });
    expect(permissions?.read).toMatchObject({ consent: "users", enabled: true });
    expect(config(files, { permissions: { wrote: {} } }).problems()).toEqual([
      expect.stringContaining(
        'apis.books.permissions.wrote: is no scope of things.json. Did you mean "write"?',
      ),
    ]);
  });

  test("a description of several lines becomes one of at most 512 characters", () => {
    const scopes = { read: `Read\n\n  things ${"x".repeat(600)}` };
    const files = {
      "a.json": JSON.stringify({
        openapi: "3.0.0",
        components: { securitySchemes: { o: { type: "oauth2", flows: { implicit: { scopes } } } } },
        paths: { "/a": { get: {} } },
      }),
    };
    const description = config(files).api()?.permissions.read?.description ?? "";
    expect(description).toMatch(/^Read things x+\.\.\.$/);
    expect(description).toHaveLength(512);
  });

  test("a scope whose value Entra refuses", () => {
    expect(derive([{ discovery: ["read all"] }]).problems()).toEqual([
      expect.stringContaining('apis.books.openapi: permission "read all" contains " "'),
    ]);
  });
});

describe("forms of documents", () => {
  test("Swagger 2", () => {
    const swagger = `
swagger: "2.0"
securityDefinitions:
  o: { type: oauth2, flow: implicit, authorizationUrl: "https://x", scopes: { read: Read, x-note: not a scope } }
security: [{ o: [read] }]
paths:
  /a: { get: {}, x-internal: {}, parameters: [] }
  x-paths: { get: {} }
`;
    const api = config({ "a.yaml": swagger }).api();
    expect(api?.operations).toEqual({ "GET /a": ["read"] });
    expect(Object.keys(api?.permissions ?? {})).toEqual(["read"]);
  });

  test("references within the document and to a file beside it", () => {
    const files = {
      "apis/a.yaml": `
openapi: 3.0.0
components:
  securitySchemes: { o: { $ref: "./parts.yaml#/schemes/o" } }
  pathItems: { a~b: { post: { security: [{ o: [write] }] } } }
paths:
  /a: { $ref: "#/components/pathItems/a~0b" }
  /b: { $ref: "parts.yaml#/items/0" }
`,
      "apis/parts.yaml": `
schemes: { o: { type: oauth2, flows: { implicit: { scopes: { write: Write } } } } }
items: [{ get: { security: [{ o: [write] }] } }]
`,
    };
    expect(config(files).api()?.operations).toEqual({ "POST /a": ["write"], "GET /b": ["write"] });
  });

  test.each([
    ["to nothing", "#/components/x", "$ref #/components/x points to nothing"],
    ["to itself", "#/paths/~1a", "$ref #/paths/~1a refers to itself"],
    ["to a file that is not there", "gone.yaml#/x", "gone.yaml does not exist"],
  ])("a reference %s", (_, $ref, expected) => {
    const files = { "a.json": JSON.stringify({ openapi: "3.0.0", paths: { "/a": { $ref } } }) };
    expect(config(files).problems()).toEqual([expect.stringContaining(expected)]);
  });

  test("an example that YAML 1.1 would take for an impossible date stays a text", () => {
    const text = "openapi: 3.0.0\nx-example: 2019-02-31T23:59:60Z\npaths: { /a: { get: {} } }";
    expect(config({ "a.yaml": text }).api()?.operations).toEqual({ "GET /a": [] });
  });

  test.each([
    [
      "YAML",
      "openapi: 3.0.0\npaths:\n  /a: get: {}\n",
      "a.doc does not parse, line 3, column 10: bad indentation of a mapping entry",
    ],
    [
      "JSON",
      '{ "openapi": "3.0.0",\n  "paths": { "/a": }',
      "a.doc does not parse, line 3, column 1: unexpected end of the stream",
    ],
    [
      "one key twice",
      "openapi: 3.0.0\npaths: {}\npaths: {}\n",
      "a.doc does not parse, line 3, column 1: duplicated mapping key",
    ],
    ["a text", "hello", "a.doc is not an OpenAPI document: it holds no object"],
    ["an empty file", "", "a.doc is not an OpenAPI document"],
    [
      "something else",
      "kind: Service",
      'a.doc is not an OpenAPI document: it has neither "openapi: 3.x" nor "swagger: 2.0"',
    ],
    ["OpenAPI 4", "openapi: 4.0.0", "version 4.0.0 is unknown; allowed: openapi 3.0, 3.1, 3.2, swagger 2.0"],
    ["no operations", "openapi: 3.0.0\npaths: {}", "a.doc has no operations"],
    ["paths that are a list", "openapi: 3.0.0\npaths: []", '"paths" is not an object'],
  ])("refused: %s", (_, text, expected) => {
    expect(config({ "a.doc": text }).problems()).toEqual([
      expect.stringContaining(`apis.books.openapi: ${expected.startsWith("a.doc") ? expected : ""}`),
    ]);
    expect(config({ "a.doc": text }).problems()[0]).toContain(expected);
  });
});
