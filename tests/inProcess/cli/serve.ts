import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Mutex } from "async-mutex";
import { type Job, serveSlot } from "../../engine/warm/slots.ts";
import { inEnvironment } from "../environment.ts";
import { type Caller, onBehalfOf } from "./caller.ts";
import { pulumi } from "./pulumi.ts";

/** Tools ask two or three things at once. */
const SLOTS = 4;

/** Of the worker, whose test files load this module anew. */
const shared = globalThis as { testCommands?: { answer: typeof answer; served: Promise<void> } };

/**
 * From now on this process answers the `pulumi` of launchers ({@link ../../engine/warm/launchers.ts}): the SDK, the program and what else a
 * run needs are loaded in a worker of jest, and to load them in another process takes as long as ten runs.
 *
 * @param folder of the slots
 */
export function serveCommands(folder: string): Promise<void> {
  shared.testCommands ??= { answer, served: openSlots(folder) };
  shared.testCommands.answer = answer;
  return shared.testCommands.served;
}

async function openSlots(folder: string): Promise<void> {
  // With what another worker's process has left, where it had this number.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const work = async (job: Job) => {
    await shared.testCommands?.answer(job);
    return "next" as const;
  };
  await Promise.all(
    Array.from(
      { length: SLOTS },
      (_, number) =>
        new Promise<void>((ready, fail) => {
          serveSlot(join(folder, `${process.pid}.${number}`), work, ready).catch(fail);
        }),
    ),
  );
}

const one = new Mutex();

/** One after the other: a program takes its folder and its environment from the process. */
async function answer({ args, cwd, env, stdout, stderr, end, gone }: Job): Promise<void> {
  const who: Caller = { env, stdout, stderr, stdin: Readable.from([]), cwd: () => cwd };
  await one.runExclusive(async () => {
    const before = process.cwd();
    process.chdir(cwd);
    try {
      await inEnvironment(env, () => onBehalfOf(who, () => pulumi(args)));
    } finally {
      process.chdir(before);
    }
  });
  await end(Number(who.exitCode ?? 0));
  await gone;
}
