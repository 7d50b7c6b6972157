import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "./lock.mjs";
import { checkoutLock, projectFolder, sandboxFolder } from "./places.mjs";
import { run, tail } from "./process.mjs";
import { Failure, say } from "./say.mjs";

const record = join(sandboxFolder, "plugins.json");
const installer = join(projectFolder, "sandbox", "plugins", "install.ts");

/**
 * The azuread and random plugins in the sandbox's own Pulumi home: stand-ins that need no download, or the published ones that
 * `SANDBOX_AZUREAD_PLUGIN` and `SANDBOX_RANDOM_PLUGIN` name.
 *
 * @param node folder of the Node that is to run the stand-ins
 */
export async function installPlugins(node) {
  const wanted = JSON.stringify({
    node,
    checkout: sandboxFolder,
    azuread: process.env.SANDBOX_AZUREAD_PLUGIN,
    random: process.env.SANDBOX_RANDOM_PLUGIN,
    installer: createHash("sha256").update(readFileSync(installer)).digest("hex"),
  });
  const current = () => read(record) === wanted;
  if (current()) return;
  await locked(checkoutLock, async () => {
    if (current()) return;
    const script = join(projectFolder, "sandbox", "engine", "install-plugins.ts");
    const { code, output } = await run(join(node, "node"), [script]);
    if (code !== 0) throw new Failure(`The provider plugins could not be installed:\n${tail(output)}`);
    for (const line of output.split("\n").filter(Boolean)) say("plugin", line);
    writeFileSync(`${record}.tmp`, wanted);
    renameSync(`${record}.tmp`, record);
  });
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
