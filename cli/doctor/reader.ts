/** Reads a service. Never writes. */
export interface Reader {
  /**
   * @param path below the API's base, with its query
   * @returns undefined if there is no such thing (404)
   * @throws Forbidden if these credentials may not read it; any other error if it could not be read
   */
  get<T>(path: string): Promise<T | undefined>;
}

/** The service knows the caller but keeps this from it (403). */
export class Forbidden extends Error {
  constructor(what: string) {
    super(`these credentials may not read ${what}`);
    this.name = "Forbidden";
  }
}

/** Remembers answers: many links look at the same object, and the doctor should see one moment, not several. */
export function remembering(reader: Reader): Reader {
  const answers = new Map<string, Promise<unknown>>();
  return {
    get<T>(path: string): Promise<T | undefined> {
      let answer = answers.get(path);
      if (!answer) {
        answer = reader.get(path);
        answers.set(path, answer);
      }
      return answer as Promise<T | undefined>;
    },
  };
}
