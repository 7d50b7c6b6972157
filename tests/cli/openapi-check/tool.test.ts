import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { DOCUMENT, withBooks } from "./world.ts";

const world = withBooks();
const { check } = world;

test("a document that says what Choreo and the stack say ends with 0", async () => {
  const { code, out, text } = await check(DOCUMENT, ["--patch"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      expect.stringContaining("says what Choreo and the stack say."),
      "Compared with: books 1.0.0 as it is deployed in the organization of the credentials of Choreo, and the settings of the stack dev; with nothing else, so not with where the argument controlPlane of a resource puts the API.",
    ],
  });
  expect(text).toBe(DOCUMENT);
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
    expect.stringMatching(/^Compared with: books 1\.0\.0 /),
    expect.stringMatching(/^5 differences/),
  ]);
  const { differences } = JSON.parse((await check(changed, ["--json"])).out.join("\n"));
  expect(
    differences.filter(({ opens }: { opens: boolean }) => opens).map(({ name }: { name: string }) => name),
  ).toEqual(["GET /books", "POST /books"]);
});

test("what it compared with has the organization and the environments that the settings name", async () => {
  const file = join(world.folder, "Pulumi.dev.yaml");
  const choreo = `{ organization: ${seed.organization}, gatewayEnvironments: [Default], identityProvider: AzureAD }`;
  await writeFile(file, (await readFile(file, "utf8")).replace("{ identityProvider: AzureAD }", choreo));
  const { out } = await check(DOCUMENT, ["--json"]);
  expect(JSON.parse(out.join("\n")).covers).toBe(
    "books 1.0.0 as it is deployed at Default in the organization taylordean of Choreo, and the settings of the stack dev",
  );
});

test.each([
  ["without the namespace", (text: string) => text.replaceAll("choreo-azuread:", "")],
  ["beside an ESC environment", (text: string) => `environment: [choreo/dev]\n${text}`],
  ["in their long form", (text: string) => text.replaceAll("choreo-azuread:", "choreo-azuread:config:")],
  [
    "with a merge key",
    (text: string) => text.replace("config:", "all: &all").concat("config: { <<: *all }\n"),
  ],
])("the stack's settings count %s, as they do for the engine", async (_, written) => {
  const file = join(world.folder, "Pulumi.dev.yaml");
  await writeFile(file, written(await readFile(file, "utf8")));
  expect(await check(DOCUMENT)).toMatchObject({ code: 0 });
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
    ["an unknown API", DOCUMENT, ["--api", "boks"], 'Did you mean "books"?'],
    [
      "an API of a name that every object knows",
      DOCUMENT,
      ["--api", "constructor"],
      'has no API "constructor"',
    ],
    [
      "a folder instead of a file",
      DOCUMENT,
      ["--patch", "--cwd", "/nowhere"],
      "There is no Pulumi.dev.yaml in /nowhere",
    ],
    ["an unknown stack", DOCUMENT, ["--stack", "prod"], "There is no Pulumi.prod.yaml"],
  ])("%s", async (_, text, args, words) => {
    const { code, err, out } = await check(text, args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toContain(words);
  });

  test.each([
    ["a stack's file that is no YAML", "config: [", "Pulumi.dev.yaml does not parse"],
    ["a stack's file that is a list", "[1]", "Pulumi.dev.yaml has no settings"],
    ["settings that are a list", "config: [1]", "Pulumi.dev.yaml has no settings"],
    ["an empty stack's file", "", "choreo-azuread:choreo: is missing"],
    [
      "a setting that is written twice",
      "config: { apis: {}, 'choreo-azuread:apis': {} }",
      "Pulumi.dev.yaml has choreo-azuread:apis twice",
    ],
  ])("%s", async (_, text, words) => {
    await world.write("Pulumi.dev.yaml", text);
    const { code, err } = await check(DOCUMENT);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) });
  });

  test("a folder that has no Pulumi.yaml", async () => {
    await rm(join(world.folder, "Pulumi.yaml"));
    const { code, err } = await check(DOCUMENT);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("Pulumi.yaml does not exist") });
  });

  test("names that begin lines of their own, which a workflow takes for its commands, stay on one line", async () => {
    const evil = '"x\\n::error::all is well\\e[2J"';
    const named = DOCUMENT.replaceAll("books_add", evil);
    const told = await check(named);
    expect(told.code).toBe(1);
    for (const line of told.out) expect(line).not.toMatch(/\p{Cc}/u);
    expect(told.out.join()).toContain("x\\u000a::error::all is well\\u001b[2J");
    const refused = await check(named.replace("type: oauth2", `type: ${evil}`));
    expect(refused.err).not.toMatch(/^::|[^\P{Cc}\n]/mu);
    const path = await check(DOCUMENT.replace("/books:", `${evil}:`));
    expect(path.err).not.toMatch(/^::|[^\P{Cc}\n]/mu);
  });

  test("a $ref out of the folders that may be read", async () => {
    await mkdir(join(world.folder, "service"));
    await world.write("schemes.yaml", "oauth: { type: private-name }");
    const behind = DOCUMENT.replace(/ {4}oauth:\n[\s\S]*/, "    oauth: { $ref: ../schemes.yaml#/oauth }\n");
    const confined = { CHOREO_AZUREAD_SETTINGS_BELOW: join(world.folder, "service") };
    const open = await check(behind, [], "service/openapi.yaml");
    expect(open.err).toContain("private-name");
    const { code, err } = await check(behind, [], "service/openapi.yaml", confined);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("allows nothing else") });
    expect(err).not.toContain("private-name");
    expect((await check(DOCUMENT, [], "openapi.yaml", confined)).err).toContain("allows nothing else");
  });

  test("an API that is deployed nowhere", async () => {
    world.choreo.setFaults([
      { match: { path: "/revisions" }, times: 9, then: { status: 200, body: { count: 0, list: [] } } },
    ]);
    const { code, err } = await check(DOCUMENT);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("is deployed nowhere in Choreo") });
  });

  test("a credential that is refused", async () => {
    world.choreo.setSwitches({ personalAccessTokenStatus: "REVOKED" });
    const { code, err } = await check(DOCUMENT);
    expect(code).not.toBe(0);
    expect(err).toContain("REVOKED");
    expect(err).not.toContain(seed.personalAccessToken);
  });
});
