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

/** Graph cuts its lists into pages; the lists of Choreo that are read here have none. */
export interface GraphReader extends Reader {
  /**
   * All entries of a list, page after page.
   *
   * @returns undefined and throws as {@link Reader.get} does
   */
  list<T>(path: string): Promise<T[] | undefined>;
}

/** Remembers answers: many links look at the same object, and the doctor should see one moment, not several. */
export function remembering<R extends Reader | GraphReader>(reader: R): R {
  const remembered = <T>(ask: (path: string) => Promise<T>) => {
    const answers = new Map<string, Promise<T>>();
    return (path: string) => {
      const answer = answers.get(path) ?? ask(path);
      answers.set(path, answer);
      return answer;
    };
  };
  return {
    get: remembered(reader.get.bind(reader)),
    ...("list" in reader && { list: remembered(reader.list.bind(reader)) }),
  } as unknown as R;
}
