import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { getPage, PAGE_SIZE } from "../client/paging.ts";

/**
 * A list of the server that many reads share, loaded a page at a time as far as it is needed. One object costs the call that
 * reading it alone would cost; hundreds cost a call for each page.
 */
export class PagedSnapshot<T> {
  readonly #client: Client;
  readonly #call: Call;
  readonly #idOf: (entry: T) => string;
  readonly #entries = new Map<string, T>();
  #loaded = 0;
  #complete = false;
  #loading: Promise<void> | undefined;

  constructor(client: Client, call: Call, idOf: (entry: T) => string) {
    this.#client = client;
    this.#call = call;
    this.#idOf = idOf;
  }

  /**
   * @param readOne reads the object alone: the list may be longer than it is worth reading, and an object that is missing from
   *   it is only taken for gone when the server says so
   */
  async find(id: string, readOne: () => Promise<T | undefined>): Promise<T | undefined> {
    for (let pages = 0; pages < 2 && !this.#entries.has(id) && !this.#complete; pages++)
      await this.#loadPage();
    return this.#entries.get(id) ?? readOne();
  }

  /** Reads that miss at the same time wait for the same page. */
  #loadPage(): Promise<void> {
    this.#loading ??= getPage<T>(this.#client, this.#call, this.#loaded)
      .then(({ list, pagination }) => {
        for (const entry of list) this.#entries.set(this.#idOf(entry), entry);
        this.#loaded += list.length;
        const isLast =
          pagination?.total !== undefined ? this.#loaded >= pagination.total : list.length < PAGE_SIZE;
        this.#complete = isLast || list.length === 0;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }
}
