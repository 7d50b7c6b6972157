import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { inStack, repair } from "../../shared/repair.ts";

test("the command names the stack", () =>
  expect(inStack(`Run ${repair}.`, "$&dev")).toBe(
    "Run npm run pulumi -- up --refresh --run-program --stack $&dev.",
  ));

test("no tool, no document and no error names another command for repair", () => {
  const files = ["cli", "docs", "providers", "program", "settings"].flatMap((top) =>
    readdirSync(join(projectFolder, top), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|md)$/.test(name))
      .map((name) => join(top, name)),
  );
  const other = [...files, "README.md"].filter((file) =>
    /pulumi up --refresh(?! --run-program)|`pulumi refresh`, then/.test(
      readFileSync(join(projectFolder, file), "utf8"),
    ),
  );
  expect(other).toEqual([]);
});
