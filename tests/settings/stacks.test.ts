import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { layered, merge } from "../../settings/extends.ts";
import { settingsOf } from "../../settings/index.ts";
import { readYaml } from "../../settings/yamlText.ts";
import { guideConfig, parseWithDocuments } from "./fixture.ts";

const read = (path: string) => readFileSync(path, "utf8");

/** The configuration of a stack as the program gets it, with an organisation in place of the placeholder. */
function stack(name: string) {
  const { config } = readYaml(read(`Pulumi.${name}.yaml`)) as { config: Record<string, unknown> };
  const own = Object.fromEntries(
    ["apis", "clients", "protect"].flatMap((key) => {
      const value = config[`choreo-azuread:${key}`];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const base = config["choreo-azuread:extends"];
  const raw = typeof base === "string" ? layered(own, base, read).raw : own;
  return parseWithDocuments({ ...raw, environment: name, choreo: guideConfig().choreo });
}

describe("the stack files of this project", () => {
  test.each(["dev", "staging", "prod", "local"])("%s", async (name) => {
    const { apis, clients, notices } = await stack(name);
    expect(Object.keys(apis)).toEqual(["books", "orders"]);
    expect(clients.storefront?.displayName).toBe(`storefront (${name})`);
    expect(notices).toEqual([]);
  });

  test("only production is protected, and only its people differ", async () => {
    const [dev, staging, prod] = await Promise.all(["dev", "staging", "prod"].map(stack));
    expect([dev, staging, prod].map((settings) => settings?.protect)).toEqual([false, false, true]);
    const { assigned: _, displayName: __, protect: isSafeInDev, ...inDev } = dev?.apis.books ?? {};
    const { assigned: ___, displayName: ____, protect: isSafeInProd, ...inProd } = prod?.apis.books ?? {};
    expect([isSafeInDev, isSafeInProd]).toEqual([false, true]);
    expect(inProd).toEqual(inDev);
  });
});

describe("the shared file", () => {
  const files: Record<string, string> = { "shared.yaml": "apis: { books: { version: '1', colour: red } }" };
  const from = (path: string) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(), { code: "ENOENT" });
    return text;
  };

  test("lies under the stack's own configuration", () => {
    expect(layered({ apis: { books: { version: "2" } } }, "shared.yaml", from).raw).toEqual({
      apis: { books: { version: "2", colour: "red" } },
    });
  });
  test("is named where the mistake is in it", () => {
    const { where } = layered({ apis: { books: { version: "2" } } }, "shared.yaml", from);
    expect(where({ path: ["apis", "books", "colour"], message: "" })).toBe(" (in shared.yaml)");
    expect(where({ path: ["apis", "books", "version"], message: "" })).toBe("");
  });
  test.each([
    ["gone.yaml", undefined, "gone.yaml does not exist"],
    ["bad.yaml", "apis: [", "bad.yaml does not parse, line"],
    ["list.yaml", "[]", "list.yaml holds no object with apis and clients"],
    ["more.yaml", "choreo: {}", "more.yaml has choreo; allowed: apis, clients"],
  ])("%s is refused", (path, text, message) => {
    if (text !== undefined) files[path] = text;
    expect(() => layered({}, path, from)).toThrow(message);
  });
});

// RFC 7396, appendix A.
test.each([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [["a", "b"], { a: "b" }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("merge %j with %j", (target, patch, result) => expect(merge(target, patch)).toEqual(result));

describe("a shared file that is odd", () => {
  const { apis, clients, ...rest } = guideConfig() as Record<string, unknown>;
  const said = (text: string, own: Record<string, unknown> = {}) => {
    const config: Record<string, unknown> = { ...rest, extends: "shared.yaml", ...own };
    return settingsOf(
      (key) => config[key],
      "dev",
      () => text,
    ).then(
      () => "taken",
      ({ message }: Error) => message,
    );
  };
  const text = JSON.stringify({ apis, clients }, undefined, 2);

  test.each<[string, string, Record<string, unknown>, string]>([
    ["a byte order mark", `\ufeff${text}`, {}, "taken"],
    ["line ends of Windows", text.replaceAll("\n", "\r\n"), {}, "taken"],
    [
      "anchors and merge keys",
      "apis: { a: &a { version: 1.0.0, permissions: {r: }, operations: {} }, b: { <<: *a, name: x } }\nclients: {}",
      {},
      "taken",
    ],
    ["an unknown anchor", "apis: *nowhere", {}, "unidentified alias"],
    ["a key twice", "apis: {}\nclients: {}\napis: {}", {}, "line 3, column 1: duplicated mapping key"],
    ["a tag", "apis: !!python/object {}", {}, "unknown tag"],
    ["two documents", `${text}\n---\n${text}`, {}, "expected a single document"],
    ["nothing but a comment", "# later", {}, "shared.yaml holds no object with apis and clients"],
    ["a file that it extends", "extends: more.yaml", {}, "shared.yaml has extends; allowed: apis, clients"],
    [
      "yes for true",
      text.replace('"rotation": 1', '"rotation": yes'),
      {},
      'rotation (in shared.yaml): found "yes"',
    ],
    [
      "one name in both files",
      text,
      { clients: { till: { ...(clients as { storefront: object }).storefront, displayName: "storefront" } } },
      "clients.till: would have the name",
    ],
    [
      "a key that differs by case alone",
      text,
      { apis: { Books: (apis as { books: object }).books } },
      'would have the name "Books (dev)" in Azure, as apis.books has',
    ],
    [
      "an API taken away that a client uses",
      text,
      { apis: { books: null, orders: (apis as { books: object }).books } },
      'clients.storefront.uses.books (in shared.yaml): unknown API "books"',
    ],
    [
      "its path is a list",
      text,
      { extends: ["shared.yaml"] },
      "choreo-azuread:extends: found a list; allowed is a text",
    ],
  ])("%s", async (_, shared, own, expected) => {
    expect(await said(shared, own)).toContain(expected);
  });

  test("a key __proto__ stays a key", () => {
    const shared = JSON.parse('{"permissions":{"__proto__":{"description":"x"}}}');
    expect(Object.keys(merge({}, shared) as { permissions: object })).toEqual(["permissions"]);
    expect(Object.keys((merge({}, shared) as { permissions: object }).permissions)).toEqual(["__proto__"]);
  });
});
