import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { parse, stringify } from "yaml";
import { openapiCheckTool } from "../../../cli/openapi-check/tool.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { type RunningChoreo, startChoreo } from "../../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";

const DOCUMENT = `# The library's own document.
openapi: 3.0.3
info: { title: books, version: 1.0.0 }
paths:
  /books:
    get:
      summary: List books # for everybody
      security:
        - oauth: [books_read]
      responses: { "200": { description: OK } }
    post:
      # Librarians only.
      security:
        - oauth: [books_add]
      responses: { "201": { description: Created } }
components:
  securitySchemes:
    # The organisation's Entra ID.
    oauth:
      type: oauth2
      flows:
        implicit:
          authorizationUrl: https://login.example/authorize
          scopes:
            books_read: Read books
            books_add: Add a book # never to guests
`;
/** What is deployed: the same, as JSON. */
const deployed = {
  paths: {
    "/books": {
      get: { security: [{ oauth: ["books_read"] }] },
      post: { security: [{ oauth: ["books_add"] }] },
    },
  },
  components: {
    securitySchemes: {
      oauth: { flows: { implicit: { scopes: { books_read: "Read books", books_add: "Add a book" } } } },
    },
  },
};

let choreo: RunningChoreo;
let folder: string;
beforeAll(async () => {
  choreo = await startChoreo({ entraUrl: "https://localhost:1", gatewayUrl: () => "https://localhost:2" });
});
beforeEach(async () => {
  await fetch(`${choreo.url}/_sandbox/reset`, { method: "POST" });
  choreo.deployComponent({ apiId: seed.apis.books.id, document: deployed });
  folder = await mkdtemp(join(tmpdir(), "openapi-check-"));
  await writeFile(join(folder, "Pulumi.yaml"), "name: choreo-azuread\nconfig: { apis: { default: {} } }\n");
  await writeStack("permissionsFrom: choreo");
});
afterAll(() => choreo.close());

const writeStack = (books: string, uses = "[books_read]") =>
  writeFile(
    join(folder, "Pulumi.dev.yaml"),
    `config:
  choreo-azuread:choreo: { identityProvider: AzureAD }
  choreo-azuread:apis: { books: { version: 1.0.0, ${books} } }
  choreo-azuread:clients: { shop: { redirectUris: [https://localhost:9000], uses: { books: ${uses} } } }
`,
  );

async function check(text: string, args: string[] = [], name = "openapi.yaml") {
  const path = join(folder, name);
  await writeFile(path, text);
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (line: string) => void lines.out.push(line),
    err: (line: string) => void lines.err.push(line),
  };
  const env = {
    CHOREO_TOKEN: seed.personalAccessToken,
    CHOREO_PUBLISHER_URL: choreo.urls.publisher,
    CHOREO_DEVPORTAL_URL: choreo.urls.devportal,
    CHOREO_APIS_URL: choreo.urls.apis,
  };
  const all = [path, "--stack", "dev", "--api", "books", "--cwd", folder, ...args];
  const before = JSON.stringify(choreo.state());
  const code = await runTool(() => openapiCheckTool(all, { terminal, env }), terminal);
  expect(JSON.stringify(choreo.state())).toBe(before);
  return { code, out: lines.out, err: lines.err.join("\n"), text: await readFile(path, "utf8") };
}

test("a document that says what Choreo and the stack say ends with 0", async () => {
  const { code, out, text } = await check(DOCUMENT, ["--patch"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: [expect.stringContaining("says what Choreo and the stack say.")],
  });
  expect(text).toBe(DOCUMENT);
  await rm(folder, { recursive: true });
});

test("differences are told in terms of access, and end with 1", async () => {
  const changed = DOCUMENT.replace("- oauth: [books_add]", "- oauth: []")
    .replace("- oauth: [books_read]", "- oauth: [books_list]")
    .replace("books_read: Read books", "books_list: List books");
  const { code, out } = await check(changed);
  expect(code).toBe(1);
  expect(out).toEqual([
    "- The permission books_list is in the document and not in Choreo.",
    "- The permission books_read of Choreo is not in the document: a deployment of it takes the permission away.",
    "! GET /books opens with books_list in the document, and in Choreo it opens with books_read.",
    "! POST /books is open to every token of a subscribed client in the document, and in Choreo it opens with books_add.",
    "- The client shop uses books_read, which is not in the document: its calls are refused once that is deployed.",
    "Open in the document to every token of a subscribed client: POST /books.",
    expect.stringMatching(/^5 differences/),
  ]);
  const { differences } = JSON.parse((await check(changed, ["--json"])).out.join("\n"));
  expect(
    differences.filter(({ opens }: { opens: boolean }) => opens).map(({ name }: { name: string }) => name),
  ).toEqual(["GET /books", "POST /books"]);
});

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
    const scopes = "{books_add: Add a book, books_read: Read books}";
    expect(text).toBe(`${odd("[{oauth: [books_read]}]", post, scopes)}\n`);
    expect((await check(text)).code).toBe(0);
  });

  test("keeps JSON JSON, and makes a scheme where there is none", async () => {
    const operation = { responses: { 200: { description: "OK" } } };
    const bare = {
      openapi: "3.1.0",
      info: { title: "books", version: "1" },
      paths: { "/books": { get: operation, post: operation } },
    };
    const { text } = await check(JSON.stringify(bare, null, 4), ["--patch"], "openapi.json");
    const patched = JSON.parse(text);
    expect(text).toContain('\n    "openapi"');
    expect(patched.paths["/books"].post.security).toEqual([{ default: ["books_add"] }]);
    expect(patched.components.securitySchemes.default.flows.implicit.scopes).toEqual({
      books_add: "Add a book",
      books_read: "Read books",
    });
    expect((await check(text, [], "openapi.json")).code).toBe(0);
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

  test("JSON that is indented with tabs stays so", async () => {
    await ownedBySettings("Change books");
    const { text } = await check(JSON.stringify(parse(DOCUMENT), null, "\t"), ["--patch"], "openapi.json");
    expect(text).toContain('\n\t\t\t\t"security": [');
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

describe("what bad input gets", () => {
  test.each([
    [
      "the document of another API",
      DOCUMENT.replaceAll("/books:", "/orders:"),
      [],
      "has none of the operations of books 1.0.0: it is the document of another API",
    ],
    ["no document", "hello", [], "is not an OpenAPI document"],
    ["an unknown API", DOCUMENT, ["--api", "boks"], 'The stack has no API "boks".'],
    ["an unknown stack", DOCUMENT, ["--stack", "prod"], "There is no Pulumi.prod.yaml"],
  ])("%s", async (_, text, args, words) => {
    const { code, err, out } = await check(text, args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toContain(words);
  });

  test("a credential that is refused", async () => {
    choreo.setSwitches({ personalAccessTokenStatus: "REVOKED" });
    const { code, err } = await check(DOCUMENT);
    expect(code).not.toBe(0);
    expect(err).toContain("REVOKED");
    expect(err).not.toContain(seed.personalAccessToken);
  });
});
