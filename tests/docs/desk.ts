import { copyFile, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { engineEnvironment, projectFolder } from "../../sandbox/engine/index.ts";
import { inProcessEngine, warmEngine } from "../engine/warm/pool.ts";
import { throughTheEngine } from "../inProcess/throughTheEngine.ts";
import type { Desk } from "./commands.ts";

/**
 * A person's checkout, with stack files and a state of its own; all else in it is this one's.
 *
 * @param services the variables that `npm run sandbox -- serve` prints
 */
export async function sitDown(root: string, services: Record<string, string>): Promise<Desk> {
  const [folder, state] = [join(root, "checkout"), join(root, "state")];
  for (const each of [folder, state]) await mkdir(each);
  for (const name of await readdir(projectFolder)) {
    if (name.startsWith(".")) continue;
    const place = /^Pulumi\./.test(name) ? copyFile : symlink;
    await place(join(projectFolder, name), join(folder, name));
  }
  const { engine, env } = await (throughTheEngine ? warmEngine() : inProcessEngine());
  return { folder, env: engineEnvironment(engine, state, { ...env, ...services }) };
}
