export { Forbidden } from "../../graph/client.ts";

/** Reads a service. Never writes. */
export interface Reader {
  /**
   * @param path below the API's base, with its query
   * @returns undefined if there is no such thing (404)
   * @throws Forbidden if these credentials may not read it; any other error if it could not be read
   */
  get<T>(path: string): Promise<T | undefined>;
}

/** Reads lists that a service cuts into pages. */
export interface ListReader extends Reader {
  /**
   * All entries of a list, page after page.
   *
   * @returns undefined and throws as {@link Reader.get} does
   */
  list<T>(path: string): Promise<T[] | undefined>;
}

export type GraphReader = ListReader;

/** Entries per page of Choreo's lists; the servers' default is 25. */
const PAGE_SIZE = 100;

/**
 * All entries of a list of Choreo's. Not every list tells how many there are: then a page that is not full is the last one.
 *
 * @returns undefined if there is no such list
 */
export async function allPages<T>(get: Reader["get"], path: string): Promise<T[] | undefined> {
  const entries: T[] = [];
  for (;;) {
    const from = `${path.includes("?") ? "&" : "?"}limit=${PAGE_SIZE}&offset=${entries.length}`;
    const page = await get<{ list?: T[]; pagination?: { total?: number } }>(path + from);
    if (!page) return undefined;
    const { list = [], pagination } = page;
    entries.push(...list);
    const isLast =
      pagination?.total === undefined ? list.length < PAGE_SIZE : entries.length >= pagination.total;
    if (list.length === 0 || isLast) return entries;
  }
}

/** Asks for everything once. */
export function remembered<T>(ask: (what: string) => Promise<T>): (what: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (what) => {
    const answer = answers.get(what) ?? ask(what);
    answers.set(what, answer);
    return answer;
  };
}

/** Remembers answers: many links look at the same object, and the doctor should see one moment, not several. */
export function remembering<R extends Reader | ListReader>(reader: R): R {
  return {
    get: remembered(reader.get.bind(reader)),
    ...("list" in reader && { list: remembered(reader.list.bind(reader)) }),
  } as unknown as R;
}
