import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { engineEnvironment, projectFolder, sandboxFolder } from "../../sandbox/engine/index.ts";
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
  shared.testSources ??= keepSources();
  place(await shared.testSources, folder);
  await symlink(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  const { engine, env: warm } = await (realEngine ? warmEngine() : inProcessEngine(warmNpm));
  // What a set-up writes that has found an engine; the set-up of a bare checkout is the subject of tests/bootstrap.
  const own = join(folder, ".sandbox");
  await mkdir(own, { recursive: true });
  await writeFile(join(own, "engine.json"), JSON.stringify({ ...engine, source: "path", checkout: own }));
  return { folder, env: engineEnvironment(engine, state, { ...warm, ...env }) };
}

interface Sources {
  folder: string;
  files: string[];
}

/** For all test files of a worker. */
const shared = globalThis as { testSources?: Promise<Sources> };

/** The program and the tools as they are now; tests, documents and figures are not needed to run them. */
async function keepSources(): Promise<Sources> {
  const apart = [":!tests", ":!docs", ":!bench"];
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...apart];
  const { stdout } = await execa("git", listed, { cwd: projectFolder });
  const files = stdout.split("\0").filter((file) => file !== "" && existsSync(join(projectFolder, file)));
  const folder = join(sandboxFolder, "tests", `sources-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  place({ folder: projectFolder, files }, folder, copyFileSync);
  return { folder, files };
}

/** A room's code, which no step writes, is the same file in every checkout: to make one takes a file system twenty times as long as to link it. */
function place({ folder, files }: Sources, target: string, placeCode = linkSync): void {
  for (const each of new Set(files.map(dirname))) mkdirSync(join(target, each), { recursive: true });
  for (const file of files) {
    const isCode = /\/.*\.(ts|mjs)$/.test(file);
    (isCode ? placeCode : copyFileSync)(join(folder, file), join(target, file));
  }
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
