import { readFileSync, realpathSync } from "node:fs";
import { delimiter, relative, resolve } from "node:path";
import type { ReadText } from "./file.ts";

/**
 * Reads the files that settings name, relative to the project's folder, which is where Pulumi runs the program.
 *
 * @param below no path leads out of these folders (`:` between them), symbolic links followed: for settings that somebody else proposes
 * (`CHOREO_AZUREAD_SETTINGS_BELOW`, docs/security.md). Default: any file may be named, as a repository may keep its API's document
 * beside this project.
 */
export function textReader(below: string | undefined = process.env.CHOREO_AZUREAD_SETTINGS_BELOW): ReadText {
  if (!below) return (path) => readFileSync(path, "utf8");
  const folders = below.split(delimiter).filter(Boolean);
  return (path) => {
    // Before anything is asked of the file: whether it exists is not told either.
    const folder = folders.find((each) => !leadsOut(resolve(each), resolve(path)));
    if (folder === undefined) throw outside(below);
    const file = realpathSync(path);
    if (leadsOut(realpathSync(folder), file)) throw outside(below);
    return readFileSync(file, "utf8");
  };
}

function leadsOut(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way === "" || way === ".." || way.startsWith("../") || way.startsWith("/");
}

function outside(below: string): Error {
  return new Error(`it is not in ${below}, and CHOREO_AZUREAD_SETTINGS_BELOW allows nothing else`);
}
