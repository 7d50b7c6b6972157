import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { layered, merge } from "../../settings/extends.ts";
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
    const { assigned: _, displayName: __, ...inDev } = dev?.apis.books ?? {};
    const { assigned: ___, displayName: ____, ...inProd } = prod?.apis.books ?? {};
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
