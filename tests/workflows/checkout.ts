import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
  sources ??= packSources();
  await execa("tar", ["-xf", "-"], { cwd: folder, input: await sources });
  await symlink(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  const { engine, env: warm } = await (realEngine ? warmEngine() : inProcessEngine(warmNpm));
  // What a set-up writes that has found an engine; the set-up of a bare checkout is the subject of tests/bootstrap.
  const own = join(folder, ".sandbox");
  await mkdir(own, { recursive: true });
  await writeFile(join(own, "engine.json"), JSON.stringify({ ...engine, source: "path", checkout: own }));
  return { folder, env: engineEnvironment(engine, state, { ...warm, ...env }) };
}

let sources: Promise<Uint8Array> | undefined;

/** The program and the tools, as an archive; tests, documents and figures are not needed to run them. */
async function packSources(): Promise<Uint8Array> {
  const apart = [":!tests", ":!docs", ":!bench"];
  const cwd = projectFolder;
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...apart];
  const { stdout: files } = await execa("git", listed, { cwd });
  const input = files.split("\0").filter((file) => file !== "" && existsSync(join(projectFolder, file)));
  const packed = await execa("tar", ["--null", "-cf", "-", "-T", "-"], {
    ...{ cwd, input: input.join("\0") },
    encoding: "buffer",
  });
  return packed.stdout;
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
