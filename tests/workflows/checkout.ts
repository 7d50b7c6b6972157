import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { engineEnvironment, projectFolder } from "../../sandbox/engine/index.ts";
import { inProcessEngine, warmEngine } from "../engine/warm/pool.ts";
import { throughTheEngine } from "../inProcess/throughTheEngine.ts";

/** What a runner has before the first step: a fresh checkout, the packages, a state that other runners know too. */
export interface Checkout {
  folder: string;
  /** Environment of the steps: own state folder, the sandbox's addresses and credentials. */
  env: Record<string, string>;
}

interface CheckoutOptions {
  state: string;
  env?: Record<string, string>;
  /** Default: a `pulumi` whose stacks run in process (tests/inProcess/cli), but for `npm run test:sweeps`. */
  realEngine?: boolean;
  /** Tools run in a warm process too, unless the engine is real. Default false. */
  warmNpm?: boolean;
}

/**
 * A checkout of the working tree as a runner gets it: nothing that git ignores, and so nothing that a run left behind.
 *
 * @param folder inside the project, so that packages resolve; made anew
 * @param state the folder with the stacks, which outlives the checkout
 */
export async function checkOut(
  folder: string,
  { state, env = {}, realEngine = throughTheEngine, warmNpm = false }: CheckoutOptions,
): Promise<Checkout> {
  await rm(folder, { recursive: true, force: true });
  for (const each of [state, folder]) await mkdir(each, { recursive: true });
  shared.testSources ??= sources();
  await place(await shared.testSources, folder);
  await symlink(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  const { engine, env: warm } = await (realEngine ? warmEngine() : inProcessEngine(warmNpm));
  // What a set-up writes that has found an engine; the set-up of a bare checkout is the subject of tests/bootstrap.
  const own = join(folder, ".sandbox");
  await mkdir(own, { recursive: true });
  await writeFile(join(own, "engine.json"), JSON.stringify({ ...engine, source: "path", checkout: own }));
  return { folder, env: engineEnvironment(engine, state, { ...warm, ...env }) };
}

/** For all test files of a worker. */
const shared = globalThis as { testSources?: Promise<string[]> };

/** The program and the tools as they are now; tests, documents and figures are not needed to run them. */
async function sources(): Promise<string[]> {
  const apart = [":!tests", ":!docs", ":!bench"];
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...apart];
  const { stdout } = await execa("git", listed, { cwd: projectFolder });
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(projectFolder, file)));
}

/** A room with code, which no step writes, is the project's own in every checkout: so its modules are found, stripped of types and compiled once. */
async function place(files: string[], folder: string): Promise<void> {
  const roomOf = (file: string) => file.split("/")[0] as string;
  const rooms = new Set(files.filter((file) => /\/.*\.(ts|mjs)$/.test(file)).map(roomOf));
  for (const room of rooms) await symlink(join(projectFolder, room), join(folder, room));
  const copied = files.filter((file) => !rooms.has(roomOf(file)));
  for (const each of new Set(copied.map(dirname))) mkdirSync(join(folder, each), { recursive: true });
  for (const file of copied) copyFileSync(join(projectFolder, file), join(folder, file));
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
