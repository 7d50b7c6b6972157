import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { DOCUMENT, withBooks } from "./world.ts";

const { check, writeStack } = withBooks();

/** As people and formatters write it: short things on one line. */
const written = (indent: string, get: string, post: string, scopes: string) =>
  `{
.."openapi": "3.0.3", "info": { "title": "books", "version": "1.0.0" },
.."paths": {
...."/books": {
......"get": { "responses": { "200": { "description": "OK" } }${get} },
......"post": {
........"tags": [ "books","staff" ],
........"responses": {
.........."201": { "description": "Created" }
........}${post}
......}
....}
..},
.."components": {
...."securitySchemes": {
......"oauth": { "type": "oauth2", "flows": { "implicit": {
........"authorizationUrl": "https://x.example",
........"scopes": ${scopes}
......} } }
....}
..}
}`.replace(/^(\.\.)+/gm, (dots) => indent.repeat(dots.length / 2));

describe.each([
  ["two spaces", "  "],
  ["four spaces", "    "],
  ["tabs", "\t"],
])("JSON with %s", (_, indent) => {
  const lines = (depth: number, ...all: string[]) =>
    all.map((line) => line.replace(/^( {2})*/, (more) => indent.repeat(depth + more.length / 2))).join("\n");

  test("keeps every line but those that are new", async () => {
    const before = written(indent, "", "", '{ "books_list": "List" }');
    const { text } = await check(before, ["--patch"], "openapi.json");
    const security = `,\n${lines(4, '"security": [', "  {", '    "oauth": [', '      "books_add"', "    ]", "  }", "]")}`;
    expect(text).toBe(
      written(
        indent,
        ', "security": [ { "oauth": [ "books_read" ] } ]',
        security,
        '{"books_add": "Add a book", "books_read": "Read books" }',
      ),
    );
    expect((await check(text, [], "openapi.json")).code).toBe(0);
  });

  test("keeps a list on one line, or on several, where it was so", async () => {
    const long = `,\n${lines(4, '"security": [', "  {", '    "oauth": [', '      "books_read"', "    ]", "  }", "]")}`;
    const scopes = (...all: string[]) => `{\n${lines(5, all.join(",\n"))}\n${indent.repeat(4)}}`;
    const before = written(
      indent,
      ', "security": [{ "oauth": ["books_add"] }]',
      long,
      scopes('"books_read": "Read"', '"books_add": "Add"'),
    );
    const { text } = await check(before, ["--patch"], "openapi.json");
    expect(text).toBe(
      written(
        indent,
        ', "security": [ { "oauth": [ "books_read" ] } ]',
        long.replace("books_read", "books_add"),
        scopes('"books_read": "Read"', '"books_add": "Add"'),
      ),
    );
  });
});

const bare = () => {
  const operation = { responses: { 200: { description: "OK" } } };
  return {
    openapi: "3.1.0",
    info: { title: "books", version: "1" },
    paths: { "/books": { get: operation, post: operation } },
  };
};

test.each([
  ["on one line", JSON.stringify(bare())],
  ["with a byte order mark", `\uFEFF${JSON.stringify(bare(), null, 4)}\n`],
  ["with Windows' line breaks", JSON.stringify(bare(), null, 4).replaceAll("\n", "\r\n")],
  ["with empty components", JSON.stringify({ ...bare(), components: null }, null, 4)],
])("JSON %s, without a scheme, stays so and gets one", async (_, before) => {
  const { code, text } = await check(before, ["--patch"], "openapi.json");
  expect(code).toBe(1);
  const { paths, components } = JSON.parse(text.replace("\uFEFF", ""));
  expect(paths["/books"].post.security).toEqual([{ default: ["books_add"] }]);
  expect(components.securitySchemes.default.flows.implicit.scopes).toEqual({
    books_read: "Read books",
    books_add: "Add a book",
  });
  for (const odd of ["\uFEFF", "\r\n", "\n    "]) expect(text.includes(odd)).toBe(before.includes(odd));
  expect(/[^\r]\n/.test(text)).toBe(/[^\r]\n/.test(before));
  expect(text.endsWith("\n")).toBe(before.endsWith("\n"));
  expect((await check(text, [], "openapi.json")).code).toBe(0);
});

test("an operation that is to be open, and a permission that goes", async () => {
  await writeStack(
    "permissions: { books_read: {} }, operations: { GET /books: [books_read], POST /books: [] }",
  );
  const { text } = await check(JSON.stringify(parse(DOCUMENT), null, 2), ["--patch"], "openapi.json");
  const expected = parse(DOCUMENT);
  expected.paths["/books"].post.security = [{ oauth: [] }];
  delete expected.components.securitySchemes.oauth.flows.implicit.scopes.books_add;
  expect(text).toBe(JSON.stringify(expected, null, 2));
});
