import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import { inTempFolder } from "../harness.ts";
import { ENTRIES, STATELESS } from "./freshModules.ts";

test("each run loads modules anew, once, whether they are imported or required, and those that they import", () =>
  inTempFolder(async (folder) => {
    const file = (name: string, text: string) => writeFile(join(folder, name), text);
    await file("package.json", '{ "type": "module", "imports": { "#own/*": "./*.ts" } }');
    await file("entry.ts", 'import { loads } from "./inner.ts"; export const entry: number[] = [loads()];');
    await file("inner.ts", "let count = 0; export const loads = (): number => ++count;");
    await file(
      "main.ts",
      `import { createRequire } from "node:module";
      import { loadModulesAnew } from "${join(import.meta.dirname, "freshModules.ts")}";
      const begin = loadModulesAnew();
      const seen = [];
      for (let run = 0; run < 3; run++) {
        begin();
        const require = createRequire(import.meta.dirname + "/");
        const [one, two] = [require("#own/entry"), require("#own/entry")];
        seen.push([one === two, one.entry, (await import("./entry.ts")).entry, new Error().stack.includes("run=")]);
      }
      console.log(JSON.stringify(seen));`,
    );
    const args = ["--disable-warning=ExperimentalWarning", join(folder, "main.ts")];
    const output = execFileSync(process.execPath, args, {
      env: { ...process.env, NODE_OPTIONS: "" },
      encoding: "utf8",
    });
    // Required and imported, a module is two; what both import is one.
    expect(JSON.parse(output)).toEqual(Array.from({ length: 3 }, () => [true, [1], [2], false]));
  }));

/** What these remember is so in each run: what was read of a file, what was made and given back. */
const SAME_IN_EACH_RUN = [
  "sandbox/kit/keyPairs.ts",
  "tests/contract/graph/types.ts",
  "tests/contract/specs.ts",
];

test("modules that stay loaded remember nothing of a run", () => {
  const files = STATELESS.flatMap((place) =>
    place.endsWith("/")
      ? globSync(`${place}**/*.ts`, { cwd: projectFolder, exclude: ["**/node_modules"] })
      : [place],
  ).filter((file) => !ENTRIES.test(file));
  const remembering = files.filter((file) =>
    /^(export )?(let |const \w+(: .+)? = (\[\]|\{\}|new (Map|Set|WeakMap|WeakSet)(<.*>)?\(\));)/m.test(
      readFileSync(join(projectFolder, file), "utf8"),
    ),
  );
  expect(remembering.sort()).toEqual(SAME_IN_EACH_RUN);
  expect(files.length).toBeGreaterThan(200);
});
