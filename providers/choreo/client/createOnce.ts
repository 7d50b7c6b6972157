import { clock } from "./clock.ts";
import { isAmbiguous, isConflict } from "./errors.ts";

const ATTEMPTS = 4;
const BACKOFF_MS = 250;

/**
 * Sends a POST so that it takes effect once. Where no answer or a server error leaves open what happened, it looks whether the
 * object is there before it tries again; so does a conflict that only our own earlier attempt can have caused.
 *
 * @param lookUp the object, if it is there and exactly what `send` would have made
 * @throws what `send` threw: a conflict at the first attempt is the caller's to explain
 */
export async function createOnce<T>(
  send: () => Promise<T>,
  lookUp: () => Promise<T | undefined>,
): Promise<T> {
  let unsure = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      unsure ||= isAmbiguous(error);
      if (!unsure || !(isAmbiguous(error) || isConflict(error))) throw error;
      const found = await lookUp();
      if (found !== undefined) return found;
      if (isConflict(error) || attempt >= ATTEMPTS) throw error;
      await clock.pause(BACKOFF_MS * 2 ** (attempt - 1) * (1 + Math.random() / 5));
    }
  }
}
