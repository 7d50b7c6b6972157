import { chmodSync, copyFileSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxFolder } from "./places.mjs";

/** What the CLI looks for beside itself, and what stands behind each. */
const LAUNCHERS = {
  "pulumi-language-nodejs":
    'node="$root/node_modules/.bin/node"; [ -x "$node" ] || node=node; exec "$node" "$root/sandbox/engine/language-host.ts" "$@"',
  "pulumi-resource-pulumi-nodejs": runs("dynamic-provider"),
  "pulumi-analyzer-policy": runs("run-policy-pack"),
};

/**
 * The working directory is the program's, from where the SDK is resolved; as in the starters that ship with the SDK, but those
 * start a second Node.js to ask for the path. The SDK's scripts read their arguments behind the name of a main script.
 */
function runs(script) {
  return `exec node --input-type=commonjs -e "require('@pulumi/pulumi/cmd/${script}')" -- ${script} "$@"`;
}

/**
 * A folder with the CLI and, beside it, what it needs to run Node.js programs: beside it they count as bundled, on PATH they
 * would be warned about in each run.
 *
 * @returns the folder
 */
export function installBesideHost(binary) {
  const folder = join(sandboxFolder, "engine");
  mkdirSync(folder, { recursive: true });
  for (const [name, line] of Object.entries(LAUNCHERS)) {
    replace(join(folder, name), (file) => {
      writeFileSync(file, `#!/bin/sh\nroot=$(cd "$(dirname "$0")/../.." && pwd)\n${line}\n`);
      chmodSync(file, 0o755);
    });
  }
  // Not a symbolic link: the CLI follows it and then looks beside the target.
  replace(join(folder, "pulumi"), (file) => {
    try {
      linkSync(binary, file);
    } catch {
      copyFileSync(binary, file);
    }
  });
  return folder;
}

function replace(file, make) {
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  make(temporary);
  renameSync(temporary, file);
}
