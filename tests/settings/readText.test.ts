import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { textReader } from "../../settings/readText.ts";

let root: string;
let project: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "read-text-"));
  project = join(root, "project");
  mkdirSync(join(project, "openapi"), { recursive: true });
  writeFileSync(join(project, "openapi", "orders.yaml"), "openapi: 3.1.0");
  writeFileSync(join(root, "token.json"), '{"token": "hush"}');
  symlinkSync(join(root, "token.json"), join(project, "openapi", "link.yaml"));
  symlinkSync(root, join(project, "out"));
});
afterAll(() => rmSync(root, { recursive: true }));

test("without a bound every file may be named", () => {
  expect(textReader("")(join(root, "token.json"))).toContain("hush");
});

test("with one, what is in the folder is read", () => {
  expect(textReader(project)(join(project, "openapi", "orders.yaml"))).toBe("openapi: 3.1.0");
});

test("there may be several, of which some do not exist", () => {
  const folders = [join(root, "nosuch"), join(project, "openapi")].join(":");
  expect(textReader(folders)(join(project, "openapi", "orders.yaml"))).toBe("openapi: 3.1.0");
  for (const path of [join(project, "Pulumi.yaml"), join(root, "token.json")])
    expect(() => textReader(folders)(path)).toThrow("allows nothing else");
});

test.each([
  ["a path out of it", () => join(project, "..", "token.json")],
  ["an absolute path", () => "/proc/self/environ"],
  ["a file that does not exist, which is not told", () => join(root, "nosuch.json")],
  ["a symbolic link", () => join(project, "openapi", "link.yaml")],
  ["a symbolic link on the way", () => join(project, "out", "token.json")],
  ["a folder of a longer name", () => `${project}-other/a.yaml`],
])("%s is refused", (_, path) => {
  expect(() => textReader(project)(path())).toThrow("CHOREO_AZUREAD_SETTINGS_BELOW allows nothing else");
});
