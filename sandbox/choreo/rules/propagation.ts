/**
 * A view of the control plane that lags behind: the gateway and the search index hear of changes by events. Without a
 * delay it is always the present.
 */
export class Delayed<T> {
  readonly #take: () => T;
  readonly #delayMs: () => number;
  #current: T | undefined;
  #waiting: { at: number; view: T }[] = [];

  /** @param take makes a copy of the present that later changes do not touch */
  constructor(take: () => T, delayMs: () => number) {
    this.#take = take;
    this.#delayMs = delayMs;
  }

  /** To be called after a change. */
  changed(): void {
    const delay = this.#delayMs();
    if (delay === 0) this.propagate();
    else this.#waiting.push({ at: Date.now() + delay, view: this.#take() });
  }

  get view(): T {
    while (this.#waiting[0] && this.#waiting[0].at <= Date.now()) {
      this.#current = this.#waiting.shift()?.view;
    }
    this.#current ??= this.#take();
    return this.#current;
  }

  /** Everything becomes visible now. */
  propagate(): void {
    // With a delay the present has to be held on to: what changes next must wait its time.
    if (this.#delayMs() > 0 && this.#current !== undefined && this.#waiting.length === 0) return;
    this.#waiting = [];
    this.#current = this.#delayMs() === 0 ? undefined : this.#take();
  }
}
