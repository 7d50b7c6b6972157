import { setTimeout } from "node:timers/promises";

/** How the provider waits. An object, so that tests can let time pass at once. */
export const clock = {
  /** Milliseconds before an attempt that the HTTP client makes by itself. */
  retryDelay: (ms: number): number => ms,
  /** @param signal ends the wait with its reason */
  pause: (ms: number, signal?: AbortSignal): Promise<void> =>
    setTimeout(ms, undefined, signal ? { signal } : {}),
};
