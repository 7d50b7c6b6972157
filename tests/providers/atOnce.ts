import { afterAll, beforeAll } from "@jest/globals";
import { clock } from "../../providers/choreo/client/clock.ts";

const real = { ...clock };

/**
 * Lets the provider wait without waiting, in the tests around it: where nobody else writes, only time would pass. How long it waits,
 * and for whom, is tested in retry-after.test.ts and, with others who write, in shared/.
 */
export function letTimePassAtOnce(): void {
  beforeAll(() => {
    clock.retryDelay = () => 0;
    clock.pause = async (_ms, signal) => signal?.throwIfAborted();
  });
  afterAll(() => void Object.assign(clock, real));
}
