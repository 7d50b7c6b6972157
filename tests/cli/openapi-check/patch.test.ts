import { describe, expect, test } from "@jest/globals";
import { parse, stringify } from "yaml";
import { DOCUMENT, withBooks } from "./world.ts";

const { check, write, writeStack } = withBooks();

/** What was there before, where it was more than nothing. */
const withoutEmpty = (value: unknown): never =>
  JSON.parse(JSON.stringify(value), (_, each) =>
    each === null || (typeof each === "object" && Object.keys(each).length === 0) ? undefined : each,
  ) as never;

describe("--patch", () => {
  test("writes permissions and security and leaves every other line as it is", async () => {
    const changed = DOCUMENT.replace("- oauth: [books_add]", "- oauth: []")
      .replace("            books_read: Read books\n", "            books_list: List books\n")
      .replace("- oauth: [books_read]", "- oauth: [books_list]");
    const { text, err } = await check(changed, ["--patch"]);
    expect(err).toContain("Read the change before you commit it.");
    const lines = (all: string) => all.split("\n");
    expect(lines(text).filter((line) => !lines(DOCUMENT).includes(line))).toEqual([]);
    expect(lines(DOCUMENT).filter((line) => !lines(text).includes(line))).toEqual([]);
    expect(text).toContain("# Librarians only.");
    expect((await check(text)).code).toBe(0);
  });

  test("takes what the settings say where they own the permissions", async () => {
    await writeStack(
      "permissions: { books_read: {}, books_write: { description: Change books } }, operations: { GET /books: [books_read], POST /books: [books_write, books_read] }",
    );
    const { code, out, text } = await check(DOCUMENT, ["--patch"]);
    expect(code).toBe(1);
    expect(out).toContain(
      "- The permission books_write of the stack is not in the document: a deployment of it takes the permission away.",
    );
    expect(text).toContain("books_write: Change books");
    expect(text).not.toContain("books_add");
    expect(text).toMatch(/security:\n +- oauth: \[ ?books_write ?\]\n +- oauth: \[ ?books_read ?\]/);
  });

  test("changes the pieces that differ and nothing else: flow style, folded texts, CRLF-free odd spacing", async () => {
    const odd = (get: string, post: string, scopes: string) => `openapi:   "3.0.3"
info: {title: books,   version: 1.0.0}
paths:
    /books:
        get: { summary: 'List',   responses: { 200: {description: OK} }, security: ${get} }
        post:
            description: >
                A long text
                that is folded
                by hand.
            responses: {201: {description: Created}}${post}
components: { securitySchemes: { oauth: { type: oauth2, flows: { implicit: { authorizationUrl: "https://x.example", scopes: ${scopes} } } } } }`;
    const before = odd("[ { oauth: [books_list] } ]", "", "{ books_list: List }");
    const { text } = await check(before, ["--patch"]);
    const post = "\n            security:\n              - oauth: [books_add]";
    const scopes = "{ books_add: Add a book, books_read: Read books }";
    expect(text).toBe(odd("[{oauth: [books_read]}]", post, scopes));
    expect((await check(text)).code).toBe(0);
  });

  const ownedBySettings = (description: string) =>
    writeStack(
      `permissions: { books_read: {}, books_write: { description: ${JSON.stringify(description)} } }, operations: { GET /books: [books_read], POST /books: [books_write] }`,
    );
  const twice = DOCUMENT.replace(
    "security:\n        - oauth: [books_add]",
    "security: &add\n        - oauth: [books_add]",
  );

  test.each([
    ["a description of several lines", DOCUMENT, "May write:\n- books\n\nand more"],
    ["Windows' line breaks", DOCUMENT.replaceAll("\n", "\r\n"), "Change books"],
    [
      "an operation of its own, whose permission Choreo does not have",
      DOCUMENT.replace(
        "    post:",
        "    put: { security: [{ oauth: [books_move] }], responses: {} }\n    post:",
      ).replace("            books_add", "            books_move: Move books\n            books_add"),
      "Change books",
    ],
    [
      "YAML that begins with a brace",
      stringify(parse(DOCUMENT), { collectionStyle: "flow" }),
      "Change books",
    ],
    ["an anchor that nobody uses", twice, "Change books"],
  ])("%s: what is written says what it should", async (_, before, description) => {
    await ownedBySettings(description);
    const { text } = await check(before, ["--patch"]);
    const { paths, components } = parse(text);
    expect(components.securitySchemes.oauth.flows.implicit.scopes).toMatchObject({
      books_read: "Read books",
      books_write: description,
    });
    expect(components.securitySchemes.oauth.flows.implicit.scopes).not.toHaveProperty("books_add");
    expect(paths["/books"].post.security).toEqual([{ oauth: ["books_write"] }]);
    const { put } = parse(before).paths["/books"];
    expect(paths["/books"].put).toEqual(put);
    if (put) expect(components.securitySchemes.oauth.flows.implicit.scopes).toHaveProperty("books_move");
    expect(/[^\r]\n/.test(text)).toBe(!before.includes("\r"));
  });

  test.each([
    [
      "an anchor that another operation uses",
      twice.replace("components:", "  /mine:\n    get: { security: *add, responses: {} }\ncomponents:"),
    ],
    [
      "an operation that another one is merged from",
      DOCUMENT.replace("post:", "post: &post").replace(
        "components:",
        "  /mine:\n    get: { <<: *post, operationId: x }\ncomponents:",
      ),
    ],
  ])("%s: refused, and the file stays as it was", async (_, before) => {
    await ownedBySettings("Change books");
    const { code, err, text } = await check(before, ["--patch"]);
    expect({ code, text }).toEqual({ code: 2, text: before });
    expect(err).toContain("The file is as it was.");
  });

  test.each([
    ["no components", ""],
    ["empty components", "components:\n"],
    ["empty components, with a word on them", "components: # nothing yet\n"],
    ["components as an empty object", "components: {}\n"],
    ["other components", "components:\n  schemas: { Book: { type: object } }\n"],
    ["an empty list of schemes", "components:\n  securitySchemes:\n  schemas: {}\n"],
    ["another scheme", "components:\n  securitySchemes:\n    key: { type: apiKey, name: k, in: header }\n"],
    [
      "another scheme of the name that would be taken",
      "components:\n  securitySchemes:\n    default: { type: apiKey, name: k, in: header }\n",
    ],
    ["a scheme without flows", "components:\n  securitySchemes:\n    mine: { type: oauth2, flows: }\n"],
    [
      "a flow without scopes",
      "components:\n  securitySchemes:\n    mine:\n      type: oauth2\n      flows:\n        implicit:\n          authorizationUrl: x\n          scopes:\n",
    ],
    [
      "a flow with an empty object of scopes",
      "components: { securitySchemes: { mine: { type: oauth2, flows: { implicit: { scopes: {} } } } } }\n",
    ],
  ])("%s: permissions are declared, and the rest stays", async (_, components) => {
    const bare = DOCUMENT.replace(/components:[\s\S]*/, components)
      .replace("      security:\n        - oauth: [books_read]\n", "")
      .replace("      security:\n        - oauth: [books_add]\n", "");
    const { code, err, text } = await check(bare, ["--patch"]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("Wrote") });
    expect(await check(text)).toMatchObject({ code: 0 });
    const words = (all: string) => all.split(/\s+|[{},]/).filter(Boolean);
    expect(words(text)).toEqual(expect.arrayContaining(words(bare)));
    expect(parse(text)).toMatchObject(withoutEmpty(parse(bare)));
  });

  test("with two OAuth 2 schemes each permission stays in its own, and goes from where it is", async () => {
    await writeStack(
      "permissions: { books_read: {}, books_add: {}, books_new: {} }, operations: { GET /books: [books_add], POST /books: [books_new] }",
    );
    const two = `${DOCUMENT.replace("            books_add: Add a book # never to guests\n", "")}\
    staff:
      type: oauth2
      flows: { implicit: { authorizationUrl: x, scopes: { books_gone: Away, books_add: Add, books_over: Over } } }
`.replace("- oauth: [books_add]", "- staff: [books_add]");
    const { text } = await check(two, ["--patch"]);
    expect(text).toContain("scopes: { books_add: Add }");
    const { paths, components } = parse(text);
    expect(Object.keys(components.securitySchemes.oauth.flows.implicit.scopes)).toEqual([
      "books_read",
      "books_new",
    ]);
    expect(paths["/books"].get.security).toEqual([{ staff: ["books_add"] }]);
    expect(paths["/books"].post.security).toEqual([{ oauth: ["books_new"] }]);
  });

  test.each([
    [
      "a scheme behind a $ref",
      DOCUMENT.replace(/ {4}oauth:\n[\s\S]*/, "    oauth: { $ref: ./schemes.yaml#/oauth }\n"),
      "The security scheme oauth stands behind a $ref",
    ],
    [
      "a scheme behind an alias",
      `x-scheme: &oauth\n${/ {6}type: oauth2\n[\s\S]*/.exec(DOCUMENT)?.[0]}${DOCUMENT.replace(/ {4}oauth:\n[\s\S]*/, "    oauth: *oauth\n")}`,
      "components.securitySchemes.oauth stands behind",
    ],
    [
      "an extension that opens what is to be closed",
      DOCUMENT.replace("post:", "post:\n      x-auth-type: None").replace("- oauth: [books_add]", "- {}"),
      "x-auth-type: None makes the gateway let anyone in",
    ],
    [
      "a text that lenient readers alone take",
      DOCUMENT.replace("title: books,", 'title: "books\nof mine",'),
      "--patch reads YAML strictly",
    ],
  ])("%s: refused with that reason, and the file stays as it was", async (_, before, reason) => {
    await ownedBySettings("Change books");
    await write("schemes.yaml", stringify(parse(DOCUMENT).components.securitySchemes));
    const { code, err, text } = await check(before, ["--patch"]);
    expect({ code, err, text }).toEqual({ code: 2, err: expect.stringContaining(reason), text: before });
  });

  test("refuses Swagger 2", async () => {
    const swagger = {
      swagger: "2.0",
      info: { title: "books", version: "1" },
      paths: { "/books": { get: { responses: {} } } },
    };
    const { code, err } = await check(JSON.stringify(swagger), ["--patch"], "swagger.json");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("--patch writes OpenAPI 3 alone"),
    });
  });
});
