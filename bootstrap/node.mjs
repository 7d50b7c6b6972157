import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFolder } from "./places.mjs";
import { Failure } from "./say.mjs";

/** The first that runs TypeScript files by itself, without a flag. */
const TYPE_STRIPPING = [22, 18];

export function requireNode() {
  if (process.platform === "win32") {
    throw new Failure("Windows is not supported. Next: run this inside WSL, where it works as on Linux.");
  }
  if (!isAtLeast([20, 0])) {
    throw new Failure(
      `Node.js ${process.versions.node} is too old. Next: install Node.js 20 or newer from https://nodejs.org.`,
    );
  }
}

/** Whether the running Node needs no packaged one beside it. */
export function runsTypeScript() {
  return isAtLeast(TYPE_STRIPPING);
}

/** Folder of a Node that runs the project: the npm package `node` of this project, else the one that is running. */
export function nodeFolder() {
  const bin = join(projectFolder, "node_modules", ".bin");
  if (existsSync(join(bin, "node"))) return bin;
  if (runsTypeScript()) return dirname(process.execPath);
  throw new Failure(
    "The npm package `node` did not bring its executable (npm runs with ignore-scripts, or there is none for this platform).\n" +
      "Next: `npm config set ignore-scripts false`, delete node_modules, run the same command again; or install Node.js 24 yourself.",
  );
}

function isAtLeast([major, minor]) {
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
