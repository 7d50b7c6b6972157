import { setTimeout } from "node:timers/promises";

/** What came of one request of a batch. */
export interface Answered {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface BatchRequest {
  id: string;
  method: "GET";
  url: string;
}

/** The most that Graph takes in one (learn.microsoft.com/graph/json-batching). */
const SIZE = 20;
const ATTEMPTS = 5;
/** Seconds: a run that is asked to wait for longer says so instead of standing still. */
export const LONGEST_WAIT = 60;
/** Seconds, where a refused request does not say for how long. */
const PAUSE = 1;

/**
 * Reads many paths with few calls. Each request of a batch is throttled by itself: those that were are sent again, after as long as the
 * service asks.
 *
 * @param send posts one batch
 * @param pause waits for so many seconds
 * @returns in the order of the paths
 */
export async function inBatches(
  paths: readonly string[],
  send: (requests: BatchRequest[]) => Promise<(Answered & { id: string })[]>,
  pause: (seconds: number) => Promise<unknown> = (seconds) => setTimeout(seconds * 1000),
): Promise<Answered[]> {
  const answers = new Map<number, Answered>();
  let open = paths.map((_, index) => index);
  for (let attempt = 1; open.length > 0 && attempt <= ATTEMPTS; attempt++) {
    let wait = 0;
    for (let start = 0; start < open.length; start += SIZE) {
      const requests = open
        .slice(start, start + SIZE)
        .map((index): BatchRequest => ({ id: `${index}`, method: "GET", url: paths[index] ?? "" }));
      for (const { id, ...answer } of await send(requests)) {
        answers.set(Number(id), answer);
        if (isTransient(answer)) wait = Math.max(wait, secondsToWait(answer));
      }
    }
    open = open.filter((index) => isTransient(answers.get(index)));
    if (wait > LONGEST_WAIT) break;
    if (open.length > 0 && attempt < ATTEMPTS) await pause(wait);
  }
  return paths.map((_, index) => answers.get(index) ?? { status: 500 });
}

/** Too many requests, or an answer that may be another one in a moment. One that is missing is asked for again. */
function isTransient(answer: Answered | undefined): boolean {
  return answer === undefined || [429, 503, 504].includes(answer.status);
}

function secondsToWait({ headers = {} }: Answered): number {
  const asked = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return Number(asked) || PAUSE;
}
