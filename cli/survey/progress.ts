/** How many objects a long read says something after. */
const EVERY = 50;

/** Tells of reads that take their time; short ones say nothing. */
export class Progress {
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /**
   * @param what `APIs`
   * @returns to be called after each
   */
  of(what: string, total: number): () => void {
    let done = 0;
    return () => {
      done++;
      if (total > EVERY && (done % EVERY === 0 || done === total))
        this.#say(`${done} of ${total} ${what} read`);
    };
  }
}
