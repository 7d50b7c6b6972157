import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Of Stryker's copy: the working folder is another one while this file is loaded. */
const ours = (file: string) => pathToFileURL(resolve(file)).href;
const withoutTypes = new Map<string, string>();
const importers = new Map<string, Set<string>>();
let generation = 0;

const isOurs = (url: string) =>
  url.startsWith(ours(".")) && url.replace(/\?.*/, "").endsWith(".ts") && !url.includes("/node_modules/");

/** From here on `import` loads the project's files, and `@jest/globals` with them, anew: a tenth of what another process takes. */
export function loadAnew(): void {
  generation++;
}

/** Who imported a file, and who imported these. */
export function importersOf(file: string, known = new Set<string>()): Set<string> {
  for (const each of importers.get(file) ?? []) if (!known.has(each)) importersOf(each, known.add(each));
  return known;
}

registerHooks({
  resolve(specifier, context, next) {
    const found =
      specifier === "@jest/globals" ? { url: ours("tests/mutation/globals.ts") } : next(specifier, context);
    if (!isOurs(found.url)) return found;
    if (context.parentURL && isOurs(context.parentURL)) {
      const file = fileURLToPath(found.url);
      importers.set(file, (importers.get(file) ?? new Set()).add(fileURLToPath(context.parentURL)));
    }
    return { ...found, url: `${found.url}?${generation}`, format: "module", shortCircuit: true };
  },
  load(url, context, next) {
    if (!isOurs(url)) return next(url, context);
    const file = fileURLToPath(url);
    const source = withoutTypes.get(file) ?? stripTypeScriptTypes(readFileSync(file, "utf8"));
    withoutTypes.set(file, source);
    return { format: "module", source, shortCircuit: true };
  },
});
