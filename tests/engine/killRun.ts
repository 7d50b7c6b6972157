import { setTimeout } from "node:timers/promises";
import { expect } from "@jest/globals";
import { execa } from "execa";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";
import type { RunningEmulator } from "../../sandbox/kit/emulator.ts";
import type { Fault } from "../../sandbox/kit/faults.ts";
import { inOwnProcesses } from "./harness.ts";

/** What becomes of the call at which a run is killed: it arrives, with nobody left to hear the answer, or it does not. */
export const KILLS: Record<string, Fault["then"]> = {
  "arrives after the kill": { hold: true },
  "never arrives": { drop: "before" },
};

/**
 * Starts `up` or `destroy` and kills it at the request that a fault is for, as {@link killWhen}; then does what the engine's message asks a
 * person to do after a crash: removes the lock, then the pending operations.
 *
 * @returns how many operations were pending
 */
export async function killAt(
  command: "up" | "destroy",
  { match = {}, index = 0, kind }: { match?: Fault["match"]; index?: number; kind: string },
  stack: Stack,
  choreo: RunningChoreo,
): Promise<number> {
  await killWhen(command, { match, skip: index, then: KILLS[kind] as Fault["then"] }, stack, choreo);
  return clear(stack);
}

type Killable = Pick<RunningEmulator, "clearRequests" | "requests" | "setFaults">;
type Command = "up" | "destroy" | (() => Promise<{ exitCode: number }>);

/**
 * Starts `up`, `destroy` or a tool of this process that runs the engine, and kills the engine at the request that a fault is for: the one
 * after the first `skip` that match.
 *
 * @returns whether there was such a request; the run has ended by itself else
 */
export function killWhen(
  command: Command,
  { match, skip = 0, then }: Pick<Fault, "match" | "skip" | "then">,
  stack: Stack,
  emulator: Killable,
): Promise<boolean> {
  // Nothing that the dying processes still send gets through.
  const rest = { match, skip: skip + 1, times: 1_000, then: { drop: "before" } } as const;
  return killOnce(command, [{ emulator, match, skip, faults: [{ match, skip, then }, rest] }], stack);
}

/** The same when requests of all these kinds are under way at once; they arrive after the kill. */
export function killWhenAll(
  command: Command,
  kinds: { emulator: Killable; match: Fault["match"] }[],
  stack: Stack,
): Promise<boolean> {
  const points = kinds.map(({ emulator, match }) => ({
    ...{ emulator, match, skip: 0 },
    faults: [{ match, times: 1_000, then: { hold: true } } as const],
  }));
  return killOnce(command, points, stack);
}

interface Point {
  emulator: Killable;
  match: Fault["match"];
  skip: number;
  faults: Fault[];
}

async function killOnce(command: Command, points: Point[], stack: Stack): Promise<boolean> {
  const emulators = [...new Set(points.map(({ emulator }) => emulator))];
  const plan = (faultsOf: (point: Point) => Fault[]) => {
    for (const emulator of emulators)
      emulator.setFaults(points.filter((point) => point.emulator === emulator).flatMap(faultsOf));
  };
  for (const emulator of emulators) emulator.clearRequests();
  plan(({ faults }) => faults);
  const areHit = () => points.every((point) => hitAt(point));
  let ended = false;
  const run = inOwnProcesses(
    stack,
    async (): Promise<{ exitCode: number }> =>
      typeof command === "string" ? stack[command]({ mayFail: true }) : command(),
  ).finally(() => {
    ended = true;
  });
  while (!areHit() && !ended) await setTimeout(5);
  if (!areHit()) {
    plan(() => []);
    expect(await run).toMatchObject({ exitCode: 0 });
    return false;
  }
  const killed = await killRun(stack);
  expect(await run).not.toMatchObject({ exitCode: 0 });
  // Engine and a provider at least.
  expect(killed).toBeGreaterThanOrEqual(2);
  // A held call is let go, and what was sent after it is still dropped.
  plan(({ match }) => [{ match, times: 1_000, then: { drop: "before" } }]);
  const isHeld = (point: Point) =>
    point.faults.some(({ then }) => "hold" in then) && hitAt(point)?.status === "dropped";
  while (points.some(isHeld)) await setTimeout(5);
  plan(() => []);
  return true;
}

/** The request that a run is killed at, once it is there. */
const hitAt = ({ emulator, match, skip }: Point) =>
  emulator
    .requests()
    .filter(
      ({ method, path }) =>
        (!match.method || match.method.split("|").includes(method)) &&
        (!match.path || new RegExp(match.path).test(path)),
    )[skip];

async function clear(stack: Stack): Promise<number> {
  await stack.cli(["cancel", "--yes", "--stack", stack.name]);
  const state = await stack.exportState();
  const { pending_operations: pending = [], ...deployment } = state.deployment;
  await stack.importState({ ...state, deployment });
  return (pending as unknown[]).length;
}

/**
 * `kill -9` of a stack's running engine and of everything that it started: language host, program, dynamic provider. All are stopped first, until
 * none is found that had been started meanwhile: one that lives on would write after the run's end.
 *
 * @returns how many processes that were
 */
async function killRun(stack: Stack): Promise<number> {
  const doomed = new Set<number>();
  for (
    let found = await processesOf(stack, doomed);
    found.length > 0;
    found = await processesOf(stack, doomed)
  ) {
    for (const pid of found) {
      doomed.add(pid);
      signal(pid, "SIGSTOP");
    }
  }
  for (const pid of doomed) signal(pid, "SIGKILL");
  return doomed.size;
}

/** Those that are not known yet. */
async function processesOf(stack: Stack, known: ReadonlySet<number>): Promise<number[]> {
  const { stdout } = await execa("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
  const processes = stdout.split("\n").map((line) => {
    const [, pid, parent, args] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/) ?? [];
    return { pid: Number(pid), parent: Number(parent), args: args ?? "" };
  });
  // The path of its configuration file is this stack's alone.
  const all = new Set(processes.filter(({ args }) => args.includes(stack.configFile)).map(({ pid }) => pid));
  for (const pid of all) for (const child of processes) if (child.parent === pid) all.add(child.pid);
  return [...all].filter((pid) => !known.has(pid));
}

function signal(pid: number, name: "SIGSTOP" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
