import { Mutex } from "async-mutex";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { readApi, writeApi } from "./rest.ts";
import type { ApiObject } from "./types.ts";

/** Attempts to write before giving up. */
const ATTEMPTS = 6;

/** What may come between a read and its write besides the read itself, in milliseconds. */
const STALL_MS = 100;

/** For as long the API is taken to be as the step before saw it. */
const RECENT_MS = 60_000;

/** Turns the API object into what it shall be; undefined: it is so already. */
export type Edit = (api: ApiObject) => ApiObject | undefined | Promise<ApiObject | undefined>;

/** What saves calls, and nothing else: another process, which has none of it, does the same with a call or two more. */
interface Memo {
  /** One writer at a time. */
  readonly mutex: Mutex;
  /** Milliseconds of the quickest read so far. */
  fastestRead: number;
  /** The API as it was last seen. */
  seen?: { api: ApiObject; at: number } | undefined;
  /** When our last write was answered, and how long reading and writing had taken. */
  write?: { at: number; took: number } | undefined;
}

const memos = new WeakMap<ControlPlane, Map<string, Memo>>();

function memoOf(control: ControlPlane, apiId: string): Memo {
  const apis = memos.get(control) ?? new Map<string, Memo>();
  memos.set(control, apis);
  const memo = apis.get(apiId) ?? { mutex: new Mutex(), fastestRead: Number.POSITIVE_INFINITY };
  apis.set(apiId, memo);
  return memo;
}

/** The API as the step before this one saw it, if that was moments ago. */
export function recentApi(control: ControlPlane, apiId: string): ApiObject | undefined {
  const { seen } = memoOf(control, apiId);
  return seen && Date.now() - seen.at < RECENT_MS ? seen.api : undefined;
}

export function forgetRecent(control: ControlPlane, apiId: string): void {
  memoOf(control, apiId).seen = undefined;
  sharedReads(control).forget();
}

export async function look(control: ControlPlane, apiId: string): Promise<ApiObject> {
  const api = await readApi(control.client(), apiId);
  memoOf(control, apiId).seen = { api, at: Date.now() };
  return api;
}

/**
 * Reads the API, edits it and writes it back at once. A failed write is not sent again as it was: what others have written
 * meanwhile would be lost; it starts over from what is there now.
 *
 * @returns the API as the server has it after that, and whether anything had to be written
 */
export function editApi(
  control: ControlPlane,
  apiId: string,
  edit: Edit,
): Promise<{ api: ApiObject; wrote: boolean }> {
  const memo = memoOf(control, apiId);
  return memo.mutex.runExclusive(async () => {
    const client = control.client();
    for (let attempt = 1; ; attempt++) {
      const start = Date.now();
      const before = await look(control, apiId);
      memo.fastestRead = Math.min(memo.fastestRead, Date.now() - start);
      const edited = await edit(before);
      if (!edited) return { api: before, wrote: false };
      // On a machine that is out of breath the read may be old by now, and writing it back would undo what others did since.
      if (Date.now() - start > 2 * memo.fastestRead + STALL_MS && attempt < ATTEMPTS) continue;
      try {
        const api = await writeApi(client, edited);
        const at = Date.now();
        Object.assign(memo, { seen: { api, at }, write: { at, took: at - start } });
        sharedReads(control).forget();
        return { api, wrote: true };
      } catch (error) {
        const isPassing = error instanceof ChoreoError && (error.ambiguous || error.status === 429);
        if (!isPassing || attempt >= ATTEMPTS) throw error;
        await client.pause(Math.max(error.retryAfter, 200 * 2 ** (attempt - 1)), error);
      }
    }
  });
}

/**
 * How long a write is given to stand: as many times as long as it took, and at least so many milliseconds. Where several stacks
 * share an API, their writes compete for the server and for the machine, so they take unlike times.
 */
const PATIENCE = { alone: { times: 3, least: 100 }, shared: { times: 4, least: 1_000 }, most: 8_000 };

/** Reading and writing an API may take as long before a write that comes after the patience is possible, in milliseconds. */
export const LONGEST_EDIT_MS = PATIENCE.most / PATIENCE.shared.times;

/**
 * Waits until a PUT that was under way together with our last one must have arrived: one that overwrites ours was based on a read
 * before it. Stacks that wait for each other in step would collide each time, so later attempts take a random part more.
 */
export async function untilSettled(
  control: ControlPlane,
  apiId: string,
  attempt: number,
  isShared: boolean,
): Promise<void> {
  const { write } = memoOf(control, apiId);
  if (!write) return;
  const { times, least } = isShared ? PATIENCE.shared : PATIENCE.alone;
  const patience = Math.min(Math.max(times * write.took, least), PATIENCE.most);
  const jitter = attempt === 1 ? 1 : 1 + Math.random();
  await control.client().pause(Math.max(0, write.at + patience * jitter - Date.now()));
}
