import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openStack, type Stack, type StackOptions, sandboxFolder } from "../../sandbox/engine/index.ts";

const TEMP = join(sandboxFolder, "tests");

/** Time limit for a test that runs the real engine several times, in milliseconds. */
export const ENGINE_TIMEOUT = 240_000;

/**
 * A new folder inside the checkout, so that programs in it find `node_modules`; removed afterwards.
 *
 * @example await inTempFolder(async (folder) => { … });
 */
export async function inTempFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(TEMP, { recursive: true });
  const folder = await mkdtemp(join(TEMP, "t-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A stack of its own for the time of `work`; program, configuration and environment as in {@link StackOptions}. The folder
 * goes with it: tests destroy only what lives longer than their emulators.
 *
 * @example
 * await withStack({ config, env: sandbox.env }, async (stack) => {
 *   await stack.up();
 *   expect((await stack.preview()).steps).toEqual([]);
 * });
 */
export async function withStack<T>(
  options: Omit<StackOptions, "folder">,
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
  options: Omit<StackOptions, "folder" | "program">,
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
