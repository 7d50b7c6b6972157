import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";

type Stopped = { stop(): unknown } | { close(): unknown };
const stopOf = async (started: object) => {
  const { stop, close } = started as { stop?: () => unknown; close?: () => unknown };
  await (stop ?? close)?.call(started);
};

/** Stands for whatever `current` gives at the time of use; what is read before there is anything is told as such. */
function standIn<T extends object>(current: () => T | undefined): T {
  const now = () => {
    const started = current();
    if (started === undefined) throw new Error("used before it is started: use it in tests and hooks only");
    return started;
  };
  return new Proxy({} as T, {
    get: (_, key) => {
      const started = now();
      const value = Reflect.get(started, key, started);
      return typeof value === "function" ? value.bind(started) : value;
    },
    set: (_, key, value) => Reflect.set(now(), key, value),
    has: (_, key) => Reflect.has(now(), key),
    ownKeys: () => Reflect.ownKeys(now()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(now(), key);
      return found && { ...found, configurable: true };
    },
  });
}

const lifetime =
  (before: typeof beforeAll, after: typeof afterAll) =>
  <T extends Stopped>(start: () => T | Promise<T>, timeout?: number): T => {
    let started: T | undefined;
    before(async () => {
      started = await start();
    }, timeout);
    after(async () => {
      const last = started;
      started = undefined;
      if (last) await stopOf(last);
    });
    return standIn(() => started);
  };

/**
 * Something that the tests of a file (or of a `describe`) share: started before them, stopped (or closed) after them.
 *
 * @param start called once
 * @param timeout of the start, in milliseconds
 * @returns stands for what was started; to be used in tests and hooks only
 *
 * @example
 * const sandbox = sharedByTests(startTrustedSandbox);
 * test("…", () => expect(sandbox.entra.state()).toEqual(…));
 */
export const sharedByTests = lifetime(beforeAll, afterAll);

/** As `sharedByTests`, anew for each test. */
export const newForEachTest = lifetime(beforeEach, afterEach);
