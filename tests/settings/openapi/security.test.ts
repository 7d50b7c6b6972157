import { describe, expect, test } from "@jest/globals";
import { apiOf, documented, secured } from "./world.ts";

describe("security requirements", () => {
  test.each([
    ["one scope", [{ entra: ["read"] }], ["read"]],
    [
      "alternatives: any one",
      [{ entra: ["read"] }, { entra: ["write"] }, { partner: ["sync"] }],
      ["read", "write", "sync"],
    ],
    ["one scope in two alternatives", [{ entra: ["read"] }, { entra: ["write", "read"] }], ["read", "write"]],
    ["OpenID Connect", [{ discovery: ["read"] }], ["read"]],
    ["HTTP bearer", [{ bearer: ["write"] }], ["write"]],
    [
      "several scopes in one requirement, as WSO2 reads them",
      [{ entra: ["read", "write"] }],
      ["read", "write"],
    ],
    ["an API key as the alternative", [{ key: [] }, { entra: ["read"] }], ["read"]],
    ["an API key besides", [{ key: [], entra: ["read"] }], ["read"]],
    ["identity scopes besides", [{ discovery: ["openid", "profile", "read"] }], ["read"]],
    ["optional", [{ entra: ["read"] }, {}], []],
    ["any token", [{ entra: [] }, { partner: ["sync"] }], []],
    ["an API key alone", [{ key: [] }], []],
    [
      "identity scopes alone",
      [{ discovery: ["openid", "profile", "email", "address", "phone", "offline_access"] }],
      [],
    ],
    ["none", [], []],
  ])("%s", async (_, security, scopes) => {
    expect(await secured(security).operations()).toEqual({ "GET /things": scopes });
  });

  test("those of the document hold where an operation has none of its own", async () => {
    const paths = { "/a": { get: {}, post: { security: [{ entra: ["write"] }] }, delete: { security: [] } } };
    expect(await documented({ security: [{ entra: ["read"] }], paths }).operations()).toEqual({
      "GET /a": ["read"],
      "POST /a": ["write"],
      "DELETE /a": [],
    });
  });

  test.each([
    [
      "two OAuth schemes together",
      [{ entra: ["read"], partner: ["sync"] }],
      "requires entra and partner together; Choreo opens an operation to any one of its permissions",
    ],
    [
      "a bearer token with scopes beside OAuth",
      [{ entra: ["read"], bearer: [] }],
      "requires entra and bearer together",
    ],
    [
      "a scheme that is not declared",
      [{ entre: ["read"] }],
      'unknown security scheme "entre". Did you mean "entra"?',
    ],
    [
      "a scheme with the name of an object's method",
      [{ constructor: [] }],
      'unknown security scheme "constructor"',
    ],
    [
      "a scope that no scheme declares",
      [{ entra: ["reed"] }],
      'unknown scope "reed" of the security scheme "entra". Did you mean "read"? Known: read, write.',
    ],
    [
      "a scope of another scheme",
      [{ entra: ["sync"] }],
      'unknown scope "sync" of the security scheme "entra"',
    ],
    [
      "a scope that no scheme declares, of OpenID Connect",
      [{ discovery: ["wrote"] }],
      'unknown scope "wrote" of the security scheme "discovery". Did you mean "write"? Known: read, sync, write.',
    ],
    [
      "the same of HTTP bearer",
      [{ bearer: ["reed"] }],
      'unknown scope "reed" of the security scheme "bearer"',
    ],
    [
      "an identity scope in other letters",
      [{ discovery: ["OpenID"] }],
      'unknown scope "OpenID" of the security scheme "discovery". Did you mean "openid"?',
    ],
    [
      "scopes of an API key",
      [{ key: ["read"] }],
      'asks for read of "key", which is no scheme whose scopes a token of Azure carries',
    ],
    ["scopes of HTTP basic", [{ basic: ["read"] }], 'asks for read of "basic"'],
    ["a text", "x", '"security" is not a list'],
    ["nothing", null, '"security" is not a list'],
    ["a list of numbers", [1], "a security requirement is not an object"],
    ["a scope alone", [{ entra: "read" }], 'the scopes of "entra" are not a list of texts'],
    ["a number for a scope", [{ entra: [1] }], 'the scopes of "entra" are not a list of texts'],
  ])("refused: %s", async (_, security, expected) => {
    expect(await secured(security).problems()).toEqual([
      expect.stringContaining(`apis.books.openapi: things.json: GET /things: ${expected}`),
    ]);
  });

  test("all problems of a document are told at once", async () => {
    const paths = { "/a": { get: { security: 1 }, put: {}, post: { security: [{ x: [] }] } } };
    expect(await documented({ paths }).problems()).toEqual([
      expect.stringMatching(/GET \/a: "security" is not a list; POST \/a: unknown security scheme "x"/),
    ]);
  });

  test("several scopes in one requirement are noticed, and refused on demand", async () => {
    const paths = { "/things": { get: { security: [{ entra: ["read", "write"] }] } } };
    expect(await documented({ paths }).notices()).toEqual([
      expect.stringContaining(
        "apis.books: 1 operations of things.json (GET /things is the first) list several scopes",
      ),
    ]);
    const refusing = { openapi: { file: "things.json", severalScopes: "refuse" } };
    expect(await documented({ paths }, refusing).problems()).toEqual([
      expect.stringContaining(
        "apis.books.openapi: things.json: GET /things list several scopes in one requirement",
      ),
    ]);
  });
});

describe("operations that any token opens are told", () => {
  test.each([
    ["no security anywhere", undefined],
    ["none", []],
    ["optional", [{ entra: ["read"] }, {}]],
    ["a scheme without scopes", [{ bearer: [] }]],
    ["an API key alone", [{ key: [] }]],
    ["identity scopes", [{ discovery: ["openid"] }]],
  ])("%s", async (_, security) => {
    expect(await secured(security).notices()).toEqual([
      "apis.books: 1 operations of things.json (GET /things is the first) ask for no permission; every token of a subscribed client opens them",
    ]);
  });

  test("those that ask for a permission are not", async () => {
    expect(await secured([{ entra: ["read"] }]).notices()).toEqual([]);
  });
});

describe("security schemes that cannot be understood are refused", () => {
  test.each([
    ["a type that is misspelt", { type: "oauth" }, 'has the type "oauth". Did you mean "oauth2"?'],
    ["no type", {}, "has the type undefined"],
    ["a text", "oauth2", "is not an object"],
    [
      "a list of scopes",
      { type: "oauth2", flows: { implicit: { scopes: ["read"] } } },
      'has "scopes" that are not an object of names and descriptions',
    ],
  ])("%s", async (_, scheme, expected) => {
    const components = { securitySchemes: { entra: scheme } };
    const paths = { "/a": { get: { security: [{ entra: [] }] } } };
    expect(await documented({ components, paths }).problems()).toEqual([
      expect.stringContaining(`apis.books.openapi: things.json: the security scheme "entra" ${expected}`),
    ]);
  });

  test("a list of schemes", async () => {
    expect(await documented({ components: { securitySchemes: [] } }).problems()).toEqual([
      "apis.books.openapi: things.json: the security schemes are not an object",
    ]);
  });

  test("an identity scope in other letters, where no scheme declares a scope", async () => {
    const components = { securitySchemes: { b: { type: "http", scheme: "bearer" } } };
    const paths = { "/a": { get: { security: [{ b: ["Profile", "read"] }] } } };
    expect(await documented({ components, paths }).problems()).toEqual([
      expect.stringContaining('unknown scope "Profile" of the security scheme "b". Did you mean "profile"?'),
    ]);
  });

  test("one that a scheme declares", async () => {
    const flows = { implicit: { scopes: { Email: "Mail" } } };
    const components = { securitySchemes: { o: { type: "oauth2", flows } } };
    const paths = { "/a": { get: { security: [{ o: ["Email"] }] } } };
    expect(await documented({ components, paths }).problems()).toEqual([
      expect.stringContaining('unknown scope "Email" of the security scheme "o". Did you mean "email"?'),
    ]);
  });

  test("an oauth2 scheme without flows has no scopes", async () => {
    const components = { securitySchemes: { entra: { type: "oauth2" } } };
    const paths = { "/a": { get: { security: [{ entra: ["read"] }] } } };
    expect(await documented({ components, paths }).problems()).toEqual([
      expect.stringContaining('GET /a: unknown scope "read" of the security scheme "entra". Known: none.'),
    ]);
  });
});

test("Swagger 2", async () => {
  const swagger = `
swagger: "2.0"
securityDefinitions:
  o: { type: oauth2, flow: implicit, authorizationUrl: "https://x", scopes: { read: Read, x-note: not a scope } }
  b: { type: basic }
security: [{ o: [read] }]
paths:
  /a: { get: {}, put: { security: [{ b: [] }] }, x-internal: {}, parameters: [] }
  x-paths: { get: {} }
`;
  const api = apiOf({ "a.yaml": swagger });
  expect(await api.operations()).toEqual({ "GET /a": ["read"], "PUT /a": [] });
  expect(await api.permissions()).toEqual(["read"]);
});
