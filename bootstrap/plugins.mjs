import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { locked } from "./lock.mjs";
import { checkoutLock, projectFolder } from "./places.mjs";
import { run, tail } from "./process.mjs";
import { Failure, say } from "./say.mjs";

const INSTALLER = join(projectFolder, "sandbox", "plugins", "install.ts");

/** The azuread and random plugins in the sandbox's own Pulumi home: the published ones, else their stand-ins. */
export async function installPlugins(node, engine) {
  if (!existsSync(INSTALLER)) return;
  await locked(checkoutLock, async () => {
    const path = [node, engine.folder, process.env.PATH].join(delimiter);
    const { code, output } = await run(join(node, "node"), [INSTALLER], {
      env: { ...process.env, PATH: path },
    });
    if (code !== 0) throw new Failure(`The provider plugins could not be installed:\n${tail(output)}`);
    for (const line of output.split("\n").filter(Boolean)) say("plugins", line);
  });
}
