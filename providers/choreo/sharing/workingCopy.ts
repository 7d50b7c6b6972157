import { setTimeout as sleep } from "node:timers/promises";
import { readApi, writeApi } from "../api/rest.ts";
import type { ApiObject } from "../api/types.ts";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { type Edit, memoryOf } from "./memory.ts";
import { readRegister } from "./register.ts";

/** Attempts to write, or to see a write stand, before giving up. */
const ATTEMPTS = 12;

/** What may come between a read and its write besides the read itself, in milliseconds. */
const STALL_MS = 100;

/**
 * Reads the API, edits it and writes it back at once. A failed write is not sent again as it was: what others have written
 * meanwhile would be lost; it starts over from what is there now.
 *
 * @returns the API as the server has it after that
 */
export function editWorkingCopy(control: ControlPlane, apiId: string, edit: Edit): Promise<ApiObject> {
  const memory = memoryOf(control, apiId);
  return memory.mutex.runExclusive(async () => {
    const client = control.client();
    for (let attempt = 1; ; attempt++) {
      const start = Date.now();
      const before = await look(control, apiId);
      const read = Date.now() - start;
      const edited = await edit(before);
      if (!edited) return before;
      // On a machine that is out of breath the read may be old by now, and writing it back would undo what others did since.
      const fastest = Math.min(memory.fastestRead, read);
      memory.fastestRead = fastest;
      if (Date.now() - start > 2 * fastest + STALL_MS && attempt < ATTEMPTS / 2) continue;
      try {
        const after = await writeApi(client, edited);
        const now = Date.now();
        memory.write = { edit, at: now, took: now - start };
        sharedReads(control).forget();
        return after;
      } catch (error) {
        if (!isPassing(error) || attempt >= ATTEMPTS / 2) throw error;
        await sleep(Math.max(error.retryAfter, backoff(attempt)));
      }
    }
  });
}

function isPassing(error: unknown): error is ChoreoError {
  return error instanceof ChoreoError && (error.ambiguous || error.status === 429);
}

/** The API after our last write to it, and whether that had to be done again. */
export interface WorkingCopy {
  api: ApiObject;
  repaired: boolean;
}

/**
 * The API, once it is safe that our last write to it stands. A PUT that overwrote ours was based on a read before it, so it has
 * arrived when as much time has gone by as reading and writing take; then one read tells. What was lost is done again.
 *
 * Costs one read when nobody else is at work.
 */
export async function settledWorkingCopy(control: ControlPlane, apiId: string): Promise<WorkingCopy> {
  const memory = memoryOf(control, apiId);
  for (let attempt = 1; ; attempt++) {
    await untilSettled(control, apiId, attempt);
    const { write, isShared } = memory;
    const api = await look(control, apiId);
    // Only now it shows that others are at work as well: give them the time they need.
    if (write && !isShared && memory.isShared) continue;
    if (!write || (await write.edit(api)) === undefined) {
      memory.seen = { api, at: Date.now() };
      return { api, repaired: attempt > 1 };
    }
    if (attempt >= ATTEMPTS) {
      throw new ChoreoError({
        what: `Change the API "${api.name}"`,
        words: "others overwrite the change each time",
        hint: "Somebody else keeps changing this API. Run again when they have finished.",
      });
    }
    // Stacks that wait for each other in step would collide each time.
    await sleep(backoff(Math.min(attempt, 3)) * Math.random());
    await editWorkingCopy(control, apiId, write.edit);
  }
}

async function look(control: ControlPlane, apiId: string): Promise<ApiObject> {
  const api = await readApi(control.client(), apiId);
  if (readRegister(api).claims.length > 1) memoryOf(control, apiId).isShared = true;
  return api;
}

/**
 * How long a write is given to stand: as many times as long as it took, and at least so many milliseconds. Where several stacks
 * share an API, their writes compete for the server and for the machine, so they take unlike times.
 */
const PATIENCE = { alone: { times: 3, least: 100 }, shared: { times: 4, least: 1_000 }, most: 8_000 };

/** Waits until a PUT that was under way together with our last one must have arrived. */
export async function untilSettled(control: ControlPlane, apiId: string, attempt = 1): Promise<void> {
  const { write, isShared } = memoryOf(control, apiId);
  if (!write) return;
  const { times, least } = isShared ? PATIENCE.shared : PATIENCE.alone;
  const patience = Math.min(Math.max(times * write.took, least), PATIENCE.most);
  const jitter = attempt === 1 ? 1 : 1 + Math.random();
  await sleep(Math.max(0, write.at + patience * jitter - Date.now()));
}

const SEEN_MS = 60_000;

/** The API as the step before this one saw it, if that was moments ago. */
export function recentWorkingCopy(control: ControlPlane, apiId: string): ApiObject | undefined {
  const { seen } = memoryOf(control, apiId);
  return seen && Date.now() - seen.at < SEEN_MS ? seen.api : undefined;
}

/** The write is of no interest any more. */
export function forgetWrite(control: ControlPlane, apiId: string): void {
  Object.assign(memoryOf(control, apiId), { write: undefined, seen: undefined });
}

const backoff = (attempt: number): number => 200 * 2 ** (attempt - 1);
