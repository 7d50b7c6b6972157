import { afterAll, beforeAll } from "@jest/globals";
import { clock } from "../../providers/choreo/client/clock.ts";

const real = { ...clock };

/**
 * Lets the provider wait without waiting, in the tests around it: where nobody else writes, only time would pass. Bounds of its waits
 * are tested in retry-after.test.ts, waits for others who write in shared/.
 */
export function letTimePassAtOnce(): void {
  beforeAll(() => {
    clock.retryDelay = () => 0;
    clock.pause = async (_ms, signal) => signal?.throwIfAborted();
  });
  afterAll(() => void Object.assign(clock, real));
}
