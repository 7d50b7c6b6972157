import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import {
  CONFIG,
  callsOf,
  environmentOf,
  madeIn,
  PROGRAM,
  startControlPlane,
} from "../engine/choreoProgram.ts";
import { withProgram } from "../engine/harness.ts";

/** Each run of the engine keeps about one core busy, and waits for its processes to start the rest of the time. */
const AT_ONCE = 3;

/** Time limit for a table of combinations, in milliseconds. */
export const SWEEP_TIMEOUT = 3_600_000;

/** One thing that goes wrong at one call of an `up`. */
export interface Combination {
  /** Number of the call among those of an undisturbed run. */
  index: number;
  call: string;
  kind: string;
}

/** Everything that can go wrong at every call. */
export function combinationsOf(
  calls: string[],
  kinds: string[],
  which: (call: string) => boolean = () => true,
): Combination[] {
  return calls
    .map((call, index) => ({ call, index }))
    .filter(({ call }) => which(call))
    .flatMap(({ call, index }) => kinds.map((kind) => ({ index, call, kind })));
}

/** What an undisturbed `up` of the Choreo half calls, and then its `destroy`, in order. */
export async function undisturbedCalls(): Promise<{ up: string[]; destroy: string[] }> {
  const choreo = await startControlPlane();
  try {
    return await withProgram(PROGRAM, { config: CONFIG, env: environmentOf(choreo) }, async (stack) => {
      await stack.up();
      const up = callsOf(choreo);
      choreo.clearRequests();
      await stack.destroy();
      return { up, destroy: callsOf(choreo) };
    });
  } finally {
    await choreo.close();
  }
}

/** What came of one combination. */
export interface Outcome extends Combination {
  /** What `work` says of it, usually how it went. */
  went: string;
  /** What the Developer Portal held before destroy. */
  made: ReturnType<typeof madeIn>;
  /** Whether the control plane was as before, after destroy. */
  restored: boolean;
}

/**
 * Tries each combination with a control plane and a stack of its own: `work` has to get everything made in spite of it, then
 * everything is destroyed.
 */
export async function tryAll(
  combinations: Combination[],
  work: (combination: Combination, stack: Stack, choreo: RunningChoreo) => Promise<string>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = combinations.values();
  const worker = async () => {
    for (const combination of left) outcomes.push(await tryOne(combination, work));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

async function tryOne(combination: Combination, work: Parameters<typeof tryAll>[1]): Promise<Outcome> {
  const choreo = await startControlPlane();
  try {
    const before = JSON.stringify(choreo.state());
    return await withProgram(PROGRAM, { config: CONFIG, env: environmentOf(choreo) }, async (stack) => {
      const went = await work(combination, stack, choreo);
      const made = madeIn(choreo);
      await stack.destroy();
      return { ...combination, went, made, restored: JSON.stringify(choreo.state()) === before };
    });
  } catch (cause) {
    throw new Error(`${combination.kind} at call ${combination.index}, ${combination.call}`, { cause });
  } finally {
    await choreo.close();
  }
}
