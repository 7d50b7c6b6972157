import { setImmediate } from "node:timers/promises";

/**
 * Time that passes only where somebody waits for it, so that commands that run side by side interleave at each call, in an order that
 * follows from how long the calls take and not from the machine. While it runs `Date.now` and `Math.random` are its own.
 */
export class VirtualTime {
  #now = Date.now();
  #waiting: { at: number; wake: () => void }[] = [];
  #busy = 0;
  readonly #random: () => number;

  /** @param chances between 0 and 1, used over and over again */
  constructor(chances: readonly number[]) {
    let used = 0;
    this.#random = () => chances[used++ % chances.length] ?? 0;
  }

  wait(ms: number): Promise<void> {
    return new Promise((wake) => this.#waiting.push({ at: this.#now + ms, wake }));
  }

  /** One way of a call: 15 to 30 ms. */
  travel(): Promise<void> {
    return this.wait(15 + 15 * this.#random());
  }

  /** Runs something that takes no time, however long it really takes. */
  async atOnce<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }

  /** Runs tasks side by side until all have ended. */
  async run<T>(tasks: (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
    const real = { now: Date.now, random: Math.random };
    Date.now = () => this.#now;
    Math.random = this.#random;
    let open = tasks.length;
    const end = () => {
      open--;
    };
    const ended = Promise.allSettled(tasks.map((task) => task().finally(end)));
    try {
      while (open > 0) {
        // Until nobody has anything to do but wait.
        do for (let turn = 0; turn < 3; turn++) await setImmediate();
        while (this.#busy > 0);
        this.#waiting.sort((a, b) => a.at - b.at);
        const next = this.#waiting.shift();
        if (next) this.#now = next.at;
        next?.wake();
      }
      return await ended;
    } finally {
      Date.now = real.now;
      Math.random = real.random;
    }
  }
}
