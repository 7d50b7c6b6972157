import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const root = join(import.meta.dirname, "../../..");
const PAGE = "sandbox/entra/README.md";
const [, table = ""] = readFileSync(join(root, PAGE), "utf8").split(
  "## What the published azuread plugin needs",
);
const rows = table.split("\n").filter((line) => /^\| (?!what )/.test(line));

/** "`file` words; `file` words": where a row says that it is tested. */
const mentions = rows.flatMap((row) =>
  (row.split(" | ").at(-1) ?? "")
    .replace(/ \|$/, "")
    .split(/; (?=`)/)
    .map((mention) => /^`([\w-]+)` (.+)$/.exec(mention)?.slice(1) as [string, string]),
);

const places = ["tests/sandbox/entra", "tests/sandbox/plugins"];
const sourceOf = (name: string) =>
  places
    .flatMap((place) => [`${place}/${name}.test.ts`, `${place}/${name}.ts`])
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");

test(`${PAGE} names tests for what the plugin needs`, () => {
  expect(rows.length).toBeGreaterThan(20);
});

test.each(mentions)(`${PAGE}: %s has %s`, (name, words) => {
  expect(sourceOf(name)).toContain(words);
});
