import { setTimeout as sleep } from "node:timers/promises";
import { Mutex } from "async-mutex";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { readApi, writeApi } from "../rest/publisher.ts";
import type { ApiObject } from "../rest/types.ts";

/** Attempts to write, or to see a write stand, before giving up. */
const ATTEMPTS = 12;

/** Turns the API object into what it shall be; undefined: it is so already. */
export type Edit = (api: ApiObject) => ApiObject | undefined | Promise<ApiObject | undefined>;

/** A write of ours that others may overwrite unknowingly: the server keeps the last PUT and knows no ETag. */
interface Write {
  edit: Edit;
  at: number;
  /** How long reading and writing took: the span in which others cannot have seen this write. */
  took: number;
}

const mutexes = new Map<string, Mutex>();
const writes = new Map<string, Write>();

/** One writer at a time for each API in this process. */
function exclusively<T>(apiId: string, work: () => Promise<T>): Promise<T> {
  const mutex = mutexes.get(apiId) ?? new Mutex();
  mutexes.set(apiId, mutex);
  return mutex.runExclusive(work);
}

/**
 * Reads the API, edits it and writes it back at once. A failed write is not sent again as it was: what others have written
 * meanwhile would be lost; it starts over from what is there now.
 *
 * @returns the API as the server has it after that
 */
export function editWorkingCopy(control: ControlPlane, apiId: string, edit: Edit): Promise<ApiObject> {
  return exclusively(apiId, async () => {
    const client = control.client();
    for (let attempt = 1; ; attempt++) {
      const start = Date.now();
      const before = await readApi(client, apiId);
      const edited = await edit(before);
      if (!edited) return before;
      try {
        const after = await writeApi(client, edited);
        const now = Date.now();
        writes.set(apiId, { edit, at: now, took: now - start });
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
  for (let attempt = 1; ; attempt++) {
    await untilSettled(apiId, attempt);
    const write = writes.get(apiId);
    const api = await readApi(control.client(), apiId);
    if (!write || (await write.edit(api)) === undefined) {
      seen.set(apiId, { api, at: Date.now() });
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

/** Waits until a PUT that was under way together with our last one must have arrived. */
export async function untilSettled(apiId: string, attempt = 1): Promise<void> {
  const write = writes.get(apiId);
  if (!write) return;
  const patience = Math.min(Math.max(2 * write.took, 30), 5_000) * (attempt === 1 ? 1 : 1 + Math.random());
  await sleep(Math.max(0, write.at + patience - Date.now()));
}

const seen = new Map<string, { api: ApiObject; at: number }>();
const SEEN_MS = 60_000;

/** The API as the step before this one saw it, if that was moments ago. */
export function recentWorkingCopy(apiId: string): ApiObject | undefined {
  const last = seen.get(apiId);
  return last && Date.now() - last.at < SEEN_MS ? last.api : undefined;
}

/** The write stands or is of no interest any more. */
export function forgetWrite(apiId: string): void {
  writes.delete(apiId);
  seen.delete(apiId);
}

const backoff = (attempt: number): number => 200 * 2 ** (attempt - 1);
