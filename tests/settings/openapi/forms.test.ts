import { describe, expect, test } from "@jest/globals";
import { layered } from "../../../settings/extends.ts";
import { apiOf, schemes } from "./world.ts";

const components = `components: ${JSON.stringify({ securitySchemes: schemes })}`;

describe("forms of documents", () => {
  test("an example that YAML 1.1 would take for an impossible date stays a text", async () => {
    const text = "openapi: 3.0.0\nx-example: 2019-02-31T23:59:60Z\npaths: { /a: { get: {} } }";
    expect(await apiOf({ "a.yaml": text }).operations()).toEqual({ "GET /a": [] });
  });

  test.each(["3.0.0", "3.1.0", "3.2.0", "3.0"])("OpenAPI %s", async (version) => {
    const document = JSON.stringify({ openapi: version, paths: { "/a": { get: {} } } });
    expect(await apiOf({ "a.json": document }).operations()).toEqual({ "GET /a": [] });
  });

  test("anchors and merge keys, a key of its own winning", async () => {
    const text = `
openapi: 3.1.0
${components}
x-secured: &secured { security: [{ entra: [read] }] }
x-writes: &writes { security: [{ entra: [write] }], summary: writes }
paths:
  /a:
    get: *secured
    post: { <<: *secured }
    put: { <<: [*writes, *secured] }
    patch:
      security: [{ partner: [sync] }]
      <<: *secured
    delete: { <<: *secured, security: [{ entra: [write] }] }
`;
    expect(await apiOf({ "a.yaml": text }).operations()).toEqual({
      "GET /a": ["read"],
      "POST /a": ["read"],
      "PUT /a": ["write"],
      "PATCH /a": ["sync"],
      "DELETE /a": ["write"],
    });
  });

  test("merge keys in the file that stacks extend", () => {
    const text = "apis: { a: &a { version: '1', consent: users }, b: { <<: *a, version: '2' } }";
    expect(layered({}, "shared.yaml", () => text).raw).toEqual({
      apis: { a: { version: "1", consent: "users" }, b: { version: "2", consent: "users" } },
    });
  });

  test("an alias within its own anchor in that file", () => {
    const text = "apis: &a { books: *a }";
    expect(() => layered({}, "shared.yaml", () => text)).toThrow("an alias (*) stands within what it names");
  });

  test.each([
    ["YAML", "openapi: 3.0.0\npaths:\n  /a: get: {}\n", "a.doc does not parse, line 3, column 10: "],
    ["JSON", '{ "openapi": "3.0.0",\n  "paths": { "/a": }', "a.doc does not parse, line 3, column 1: "],
    ["one key twice", "openapi: 3.0.0\npaths: {}\npaths: {}\n", "a.doc does not parse, line 3, column 1: "],
    [
      "an alias within its own anchor",
      "openapi: 3.0.0\nx-a: &a { b: [*a] }\npaths: { /a: { get: {} } }",
      "a.doc does not parse, an alias (*) stands within what it names (&)",
    ],
    ["a text", "hello", "a.doc is not an OpenAPI document: it holds no object"],
    ["an empty file", "", "a.doc is not an OpenAPI document"],
    [
      "something else",
      "kind: Service",
      'a.doc is not an OpenAPI document: it has neither "openapi: 3.x" nor "swagger: 2.0"',
    ],
    ["OpenAPI 4", "openapi: 4.0.0", "version 4.0.0 is unknown; allowed: openapi 3.0, 3.1, 3.2, swagger 2.0"],
    ["OpenAPI 3.9", "openapi: 3.9.0", "version 3.9.0 is unknown"],
    ["Swagger 1", "swagger: '1.2'", "version 1.2 is unknown"],
  ])("refused: %s", async (_, text, expected) => {
    const [problem, ...more] = await apiOf({ "a.doc": text }).problems();
    expect(problem).toContain("apis.books.openapi: a.doc ");
    expect(problem).toContain(expected);
    expect(more).toEqual([]);
  });

  test("a document that is not there", async () => {
    expect(await apiOf({}, { openapi: "gone.yaml" }).problems()).toEqual([
      "apis.books.openapi: gone.yaml does not exist",
    ]);
  });
});
