import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { engineEnvironment, projectFolder } from "../../sandbox/engine/index.ts";
import { warmEngine } from "../engine/warm/pool.ts";

/** What a runner has before the first step: a fresh checkout, the packages, a state that other runners know too. */
export interface Checkout {
  folder: string;
  /** Environment of the steps: own state folder, the sandbox's addresses and credentials. */
  env: Record<string, string>;
}

/**
 * A checkout of the working tree as a runner gets it: nothing that git ignores, and so nothing that a run left behind.
 *
 * @param folder inside the project, so that packages resolve; made anew
 * @param state the folder with the stacks, which outlives the checkout
 */
export async function checkOut(
  folder: string,
  { state, env = {} }: { state: string; env?: Record<string, string> },
): Promise<Checkout> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(state, { recursive: true });
  for (const file of await sourceFiles()) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(projectFolder, file), join(folder, file));
  }
  await symlink(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  const { engine, env: warm } = await warmEngine();
  // What a set-up writes that has found an engine; the set-up of a bare checkout is the subject of tests/bootstrap.
  const own = join(folder, ".sandbox");
  await mkdir(own, { recursive: true });
  await writeFile(join(own, "engine.json"), JSON.stringify({ ...engine, source: "path", checkout: own }));
  return { folder, env: engineEnvironment(engine, state, { ...warm, ...env }) };
}

/** The program and the tools; tests, documents and figures are not needed to run them. */
async function sourceFiles(): Promise<string[]> {
  const { stdout } = await execa(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ":!tests", ":!docs", ":!bench"],
    {
      cwd: projectFolder,
    },
  );
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(projectFolder, file)));
}

/** Writes the stack file of a stack with the sandbox's own example, changed as wished. */
export async function writeStackFile(
  { folder }: Pick<Checkout, "folder">,
  stack: string,
  changes: Record<string, unknown> = {},
): Promise<void> {
  const { config } = parse(await readFile(join(folder, "Pulumi.local.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  await writeFile(join(folder, `Pulumi.${stack}.yaml`), stringify({ config: { ...config, ...changes } }));
}
