import { describe, expect, test } from "@jest/globals";
import { documented } from "./world.ts";

const read = { security: [{ entra: ["read"] }] };

describe("operations", () => {
  test("every method that the gateway routes", async () => {
    const methods = ["get", "post", "put", "delete", "patch", "options", "head"];
    const item = Object.fromEntries(methods.map((method) => [method, read]));
    const api = documented({ paths: { "/a": item } });
    expect(Object.keys((await api.operations()) ?? {})).toEqual(
      methods.map((method) => `${method.toUpperCase()} /a`),
    );
    expect(await api.notices()).toEqual([]);
  });

  test("methods that it does not route are left out and told", async () => {
    const item = { get: read, trace: {}, query: {}, additionalOperations: { COPY: {} } };
    const api = documented({ paths: { "/a": item } });
    expect(await api.operations()).toEqual({ "GET /a": ["read"] });
    expect(await api.notices()).toEqual([
      "apis.books: 3 operations of things.json (TRACE /a is the first) are left out, as WSO2's gateway does not route their methods",
    ]);
    const listed = documented({ paths: { "/a": { get: read, additionalOperations: { COPY: {} } } } });
    expect(await listed.notices()).toEqual([expect.stringContaining("(COPY /a is the first)")]);
    const malformed = documented({ paths: { "/a": { get: read, additionalOperations: [] } } });
    expect(await malformed.notices()).toEqual([]);
  });

  test("fields that are no operations, callbacks, webhooks and extensions are none", async () => {
    const item = {
      summary: "A",
      description: "A",
      servers: [],
      parameters: [],
      "x-post": {},
      get: { ...read, callbacks: { c: { "{$url}": { post: {} } } } },
    };
    const paths = { "/a": item, "x-paths": { get: {} } };
    const webhooks = { happened: { post: {} } };
    const api = documented({ paths, webhooks, servers: [{ url: "https://example.com/v1" }] });
    expect(await api.operations()).toEqual({ "GET /a": ["read"] });
    expect(await api.notices()).toEqual([]);
  });

  test.each([
    ["paths that are a list", { paths: [] }, '"paths" is not an object'],
    ["no operations", { paths: {} }, "has no operations"],
    ["no paths", {}, "has no operations"],
    [
      "security of a path",
      { paths: { "/a": { ...read, get: {} } } },
      '/a has "security", which OpenAPI knows only of operations and of the document; it would be of no effect',
    ],
    ["a path without its slash", { paths: { a: { get: {} } } }, 'the path "a" does not begin with "/"'],
    ["a path item that is a list", { paths: { "/a": [] } }, "/a is not an object"],
    ["a path item that is nothing", { paths: { "/a": null } }, "/a is not an object"],
    ["an operation that is nothing", { paths: { "/a": { get: null } } }, "GET /a is not an object"],
    [
      "a method in upper case",
      { paths: { "/a": { GET: read } } },
      '/a has the unknown field "GET". Did you mean "get"? Known: delete, get, head, options, patch, post, put.',
    ],
    [
      "a method that is misspelt",
      { paths: { "/a": { pots: {} } } },
      '/a has the unknown field "pots". Did you mean "post"',
    ],
    [
      "two paths that are one",
      { paths: { "/a/{id}/b": { get: read }, "/a/{name}/b": { get: {} } } },
      "/a/{name}/b is the same path as /a/{id}/b",
    ],
    [
      "security in upper case",
      { paths: { "/a": { get: { Security: [] } } } },
      'GET /a has "Security"; write it "security"',
    ],
    [
      "security that is misspelt",
      { paths: { "/a": { get: { securties: [] } } } },
      'GET /a has "securties"; write it "security"',
    ],
    [
      "the same of the document",
      { secureity: [], paths: { "/a": { get: read } } },
      'the document has "secureity"; write it "security"',
    ],
  ])("refused: %s", async (_, changes, expected) => {
    const [problem, ...more] = await documented(changes).problems();
    expect(problem).toContain("apis.books.openapi: things.json");
    expect(problem).toContain(expected);
    expect(more).toEqual([]);
  });

  test("paths that differ in a part that is no parameter are two", async () => {
    const paths = { "/a/{id}": { get: read }, "/b/{id}": { get: read }, "/a/{id}/b": { get: read } };
    expect(Object.keys((await documented({ paths }).operations()) ?? {})).toHaveLength(3);
  });

  test("all problems are told at once", async () => {
    const paths = { a: {}, "/b": { get: null, put: { securty: [] } }, "/c": { security: [] } };
    const [problem] = await documented({ paths }).problems();
    expect(problem?.split("; ").length).toBeGreaterThan(3);
  });
});
