import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  configOf,
  openStack as openCold,
  projectFolder,
  type Stack,
  type StackOptions,
  sandboxFolder,
} from "../../sandbox/engine/index.ts";
import { initialize, TEST_KEY } from "./warm/initialized.ts";
import { warmEngine } from "./warm/pool.ts";
import { POOL_VARIABLE } from "./warm/variables.ts";

export interface TestStackOptions extends Omit<StackOptions, "engine"> {
  /** Each run starts processes of its own, as in production: for tests about processes. Default false: warm ones, CONTRIBUTING.md. */
  cold?: boolean;
  /** Secrets are encrypted with the sandbox's passphrase, a quarter of a second a command. Default false: a key service does it. */
  passphrase?: boolean;
}

/** A stack through the real engine, with program and plugins in processes that were started before. */
export async function openStack({
  cold = false,
  passphrase = false,
  ...options
}: TestStackOptions): Promise<Stack> {
  if (cold) return openCold(options);
  const { engine, env } = await warmEngine();
  const { name = "local", program = projectFolder } = options;
  const warm = { ...options, engine, env: { ...env, ...options.env } };
  const has = (part: RegExp) => Object.keys(warm.env).some((key) => part.test(key));
  if (options.existing || has(/^PULUMI_CONFIG_/)) return openCold(warm);
  if (has(/^PULUMI_BACKEND_/))
    return openCold({ secretsProvider: passphrase ? undefined : TEST_KEY, ...warm });
  await initialize(options.folder, { name, program, engine, env, passphrase });
  const config = options.config ?? (await configOf(name, program));
  return openCold({ ...warm, config, existing: true });
}

const TEMP = join(sandboxFolder, "tests");

/** Time limit for a test that runs the real engine several times, in milliseconds. */
export const ENGINE_TIMEOUT = 240_000;

/**
 * A new folder inside the checkout, so that programs in it find `node_modules`; removed afterwards.
 *
 * @example await inTempFolder(async (folder) => { … });
 */
export async function inTempFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { folder, stop } = await openTempFolder();
  try {
    return await work(folder);
  } finally {
    await stop();
  }
}

/** A new folder that stays until it is told to go. */
export async function openTempFolder(): Promise<{ folder: string; stop(): Promise<void> }> {
  await mkdir(TEMP, { recursive: true });
  const folder = await mkdtemp(join(TEMP, "t-"));
  return { folder, stop: () => rm(folder, { recursive: true, force: true }) };
}

/** A run for which processes are started as in production, whatever the stack's other runs do. */
export async function inOwnProcesses<T>(stack: Stack, run: () => Promise<T>): Promise<T> {
  const { [POOL_VARIABLE]: pool } = stack.env;
  delete stack.env[POOL_VARIABLE];
  try {
    return await run();
  } finally {
    if (pool) stack.env[POOL_VARIABLE] = pool;
  }
}

/**
 * A stack of its own for the time of `work`; program, configuration and environment as in {@link TestStackOptions}. The folder
 * goes with it: tests destroy only what lives longer than their emulators.
 *
 * @example
 * await withStack({ config, env: sandbox.env }, async (stack) => {
 *   await stack.up();
 *   expect((await stack.preview()).steps).toEqual([]);
 * });
 */
export async function withStack<T>(
  options: Omit<TestStackOptions, "folder">,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  return inTempFolder(async (folder) => work(await openStack({ name: "test", ...options, folder })));
}

/**
 * A stack that runs a small program of the test's own.
 *
 * @param source text of an ES module in TypeScript; its exports are the stack outputs. `#choreo/…` and packages resolve.
 */
export async function withProgram<T>(
  source: string,
  options: Omit<TestStackOptions, "folder" | "program">,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  return inTempFolder(async (folder) => {
    const program = join(folder, "program");
    await writeProgram(program, source);
    return work(
      await openStack({ name: "test", config: {}, ...options, folder: join(folder, "stack"), program }),
    );
  });
}

/** Writes (again) the program of {@link withProgram}; named like the real project, so that its configuration keys fit. */
export async function writeProgram(folder: string, source: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "Pulumi.yaml"),
    "name: choreo-azuread\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: program.ts\n",
  );
  await writeFile(join(folder, "program.ts"), source);
}
