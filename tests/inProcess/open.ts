import { openStack as openCold, type Stack } from "../../sandbox/engine/index.ts";
import {
  inTempFolder,
  openStack,
  type TestStackOptions,
  withProgram as withEngineProgram,
  withStack as withEngineStack,
  writeProgram,
} from "../engine/harness.ts";
import { inProcessEngine } from "../engine/warm/pool.ts";
import { InProcessStack } from "./stack.ts";
import { throughTheEngine } from "./throughTheEngine.ts";

/** What both have: a stack in this process and one through the real engine. */
export type TestStack = Pick<
  Stack,
  | "env"
  | "up"
  | "preview"
  | "refresh"
  | "drift"
  | "destroy"
  | "setConfig"
  | "outputs"
  | "exportState"
  | "importState"
>;

type Options = Omit<TestStackOptions, "config" | "folder"> & { config: Record<string, unknown> };

/** @param folder of the stack, for the engine */
export async function openTestStack({
  folder,
  ...options
}: Options & { folder: string }): Promise<TestStack> {
  if (throughTheEngine) return openStack({ ...options, folder });
  return new InProcessStack({ env: {}, ...options });
}

/** A stack of its own for the time of `work`. */
export async function withStack<T>(options: Options, work: (stack: TestStack) => Promise<T>): Promise<T> {
  if (throughTheEngine) return withEngineStack(options, work);
  return work(new InProcessStack({ env: {}, name: "test", ...options }));
}

/** A stack that runs a small program of the test's own; its source as in tests/engine/harness.ts. */
export async function withProgram<T>(
  source: string,
  options: Omit<Options, "program">,
  work: (stack: TestStack) => Promise<T>,
): Promise<T> {
  if (throughTheEngine) return withEngineProgram(source, options, work);
  return inTempFolder(async (program) => {
    await writeProgram(program, source);
    return work(new InProcessStack({ env: {}, name: "test", ...options, program }));
  });
}

/** One for the tools, which ask `pulumi` about it, with the commands of ./cli in place of the engine. */
export async function openCommands(options: TestStackOptions): Promise<Stack> {
  if (throughTheEngine) return openStack(options);
  const { engine, env } = await inProcessEngine();
  return openCold({
    ...options,
    engine,
    env: { ...env, ...options.env },
    secretsProvider: "hashivault://tests",
  });
}

/** The same for the time of `work`. */
export async function withCommands<T>(
  options: Omit<TestStackOptions, "folder">,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  return inTempFolder(async (folder) => work(await openCommands({ name: "test", ...options, folder })));
}
