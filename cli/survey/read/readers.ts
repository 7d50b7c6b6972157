import { Semaphore } from "async-mutex";
import { type ListReader, remembering } from "../../doctor/reader.ts";

/** Reads at a time: a survey is no reason for a service to throttle others. */
const AT_A_TIME = 8;

/** Reads a few at a time, and everything once. */
export function considerate(reader: ListReader): ListReader {
  const places = new Semaphore(AT_A_TIME);
  return remembering({
    get: <T>(path: string) => places.runExclusive(() => reader.get<T>(path)),
    list: <T>(path: string) => places.runExclusive(() => reader.list<T>(path)),
  });
}

/** Answers what a survey has read in bulk already; asks for the rest. */
export class Foreknown implements ListReader {
  readonly #reader: ListReader;
  readonly #objects = new Map<string, unknown>();
  readonly #lists = new Map<string, unknown[] | Error | undefined>();

  constructor(reader: ListReader) {
    this.#reader = reader;
  }

  /** @param object undefined: there is none */
  knows(path: string, object: unknown): void {
    this.#objects.set(path, object);
  }

  /** @param entries an error is thrown to whoever asks */
  knowsList(path: string, entries: unknown[] | Error | undefined): void {
    this.#lists.set(path, entries);
  }

  async get<T>(path: string): Promise<T | undefined> {
    return this.#objects.has(path) ? (this.#objects.get(path) as T | undefined) : this.#reader.get<T>(path);
  }

  async list<T>(path: string): Promise<T[] | undefined> {
    if (!this.#lists.has(path)) return this.#reader.list<T>(path);
    const known = this.#lists.get(path);
    if (known instanceof Error) throw known;
    return known as T[] | undefined;
  }
}
