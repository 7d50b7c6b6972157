import { readFileSync, statSync } from "node:fs";
import { createRequire, type ResolveFnOutput, registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { projectFolder } from "../../../sandbox/engine/folders.ts";

const PROJECT = `${pathToFileURL(projectFolder).href}/`;
/** What tells a module from the one of another run, wherever it stands in a text. */
export const MARKS = /\?run=\d+/g;
const MARK = /(?:\?|%3F)run=(\d+)$/;
/** A program that is run once more, without what it imports. */
const AGAIN = /\?again=\d+$/;
const HOOKED = Symbol.for("this project's hooks of modules");

/**
 * What keeps nothing of a run in its modules, but in what it gives to who asks: loaded once a process, so that it is compiled, and fast, in
 * the runs after the first. It imports nothing else of this project.
 */
export const STATELESS = [
  "access/",
  "components/componentTypes.ts",
  "graph/",
  "sandbox/",
  "shared/",
  "tests/contract/",
  "tests/needs.ts",
  "scripts/specsFolder.ts",
];
/** Run for what they do as they are loaded. */
export const ENTRIES = /(\.test|\/main|\/language-host)\.ts$/;

const { cache } = createRequire(import.meta.url);
const sources = new Map<string, { version: string; source: string }>();
const resolved = new Map<string, ResolveFnOutput>();
let run: number | undefined;
let isKept = isStateless;

/**
 * From now on each module of this project is loaded anew once a run, as a new process would: what it remembers of the run before is
 * gone. Packages stay as they are. Modules that are loaded already, the host's own, are not concerned.
 *
 * @returns begins another run; where files may have changed since the last, nothing stays
 */
export function loadModulesAnew(): (mayChange?: boolean) => void {
  hookModules();
  return (mayChange = false) => {
    if (mayChange) isKept = () => false;
    run = (run ?? 0) + 1;
    for (const file of Object.keys(cache)) if (MARK.test(file)) delete cache[file];
  };
}

/** Where nothing is loaded anew it spares a program that is run again and again (`?again=2`) to be read and resolved each time. */
export function hookModules(): void {
  const hooked = globalThis as { [HOOKED]?: boolean };
  if (hooked[HOOKED]) return;
  hooked[HOOKED] = true;
  registerHooks({
    resolve(specifier, context, next) {
      const required = context.conditions.includes("require");
      const found = once(
        `${required} ${context.parentURL?.replace(/[^/]*$/, "")} ${specifier}`,
        ours(context.parentURL ?? "") && (run !== undefined || AGAIN.test(context.parentURL ?? "")),
        () => next(specifier, context),
      );
      if (run === undefined || !ours(found.url) || !isModule(found.url)) return found;
      if (isKept(found.url)) return found;
      if (isKept(context.parentURL ?? ""))
        throw new Error(
          `${context.parentURL} is to stay loaded, and imports ${found.url}, which is not (STATELESS)`,
        );
      // What a module of an earlier run still loads belongs to that run.
      const mark = `run=${MARK.exec(context.parentURL ?? "")?.[1] ?? run}`;
      // `require` knows modules by their file, without a query.
      return { ...found, url: `${found.url}${required ? "%3F" : "?"}${mark}` };
    },
    load(url, context, next) {
      const mark = ours(url) ? (MARK.exec(url) ?? AGAIN.exec(url)) : null;
      if (!mark) return next(url, context);
      const file = url.slice(0, mark.index);
      // The name without the mark is the one in stack traces.
      const source = `${sourceOf(fileURLToPath(file))}\n//# sourceURL=${file}`;
      return { format: "module", source, shortCircuit: true };
    },
  });
}

/** Where a name leads from a folder is looked up once: a third of what it costs to load a module again. */
function once(key: string, isKept: boolean, look: () => ResolveFnOutput): ResolveFnOutput {
  const found = resolved.get(key) ?? { ...look(), shortCircuit: true };
  if (isKept) resolved.set(key, found);
  return found;
}

/** All of this project's packages are ECMAScript modules. */
const isModule = (url: string) => /\.(ts|js|mjs)$/.test(url);

function isStateless(url: string): boolean {
  return (
    url.startsWith(PROJECT) &&
    !MARK.test(url) &&
    !ENTRIES.test(url) &&
    STATELESS.some((room) => url.startsWith(room, PROJECT.length))
  );
}

const ours = (url: string) => url.startsWith(PROJECT) && !url.includes("/node_modules/");

/** A module's text without types; kept, as Node.js's own cache of compiled code does it, until the file changes. */
function sourceOf(file: string): string {
  const { mtimeMs, size } = statSync(file);
  const version = `${mtimeMs} ${size}`;
  const kept = sources.get(file);
  if (kept?.version === version) return kept.source;
  const text = readFileSync(file, "utf8");
  const source = file.endsWith(".ts") ? stripTypeScriptTypes(text) : text;
  sources.set(file, { version, source });
  return source;
}
