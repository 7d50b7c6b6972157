import { Forbidden, GraphError } from "../../../graph/client.ts";
import { ChoreoError } from "../../../providers/choreo/reads.ts";
import { isMeant, isOfProbe, type Listed, type Whose } from "./mark.ts";

/** What a clean-up came to. */
export interface Cleaned {
  removed: number;
  /** What could not be removed. */
  left: number;
  /** What a probe has made that may be at work. */
  spared: number;
  /** Lists that could not be read, so that something may be there. */
  unread: readonly string[];
  /** Lists that these credentials may not read, and could have added nothing to. */
  hidden: readonly string[];
}

export const together = (all: readonly Cleaned[]): Cleaned => ({
  removed: sum(all.map(({ removed }) => removed)),
  left: sum(all.map(({ left }) => left)),
  spared: sum(all.map(({ spared }) => spared)),
  unread: all.flatMap(({ unread }) => unread),
  hidden: all.flatMap(({ hidden }) => hidden),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

/** Things of one kind that a run makes, and removes. */
export class Things {
  /** Of the kind: `APIs of Choreo`. */
  readonly what: string;
  readonly #made: string[] = [];
  /** Whether an answer was lost, so that one may be there that no id is known of. */
  #isAnswerLost = false;

  constructor(what: string) {
    this.what = what;
  }

  get made(): readonly string[] {
    return this.#made;
  }

  /** Makes one, and remembers it. */
  async make<T>(send: () => Promise<T>, idOf: (made: T) => string): Promise<T> {
    try {
      const made = await send();
      this.#made.push(idOf(made));
      return made;
    } catch (error) {
      this.#isAnswerLost ||= !isAnswered(error);
      throw error;
    }
  }

  /**
   * Removes those that are meant: of a list, as far as there is one, and those that were made, which a search may not find yet.
   *
   * @param find what the service lists of them; it may list more
   */
  async clean(
    whose: Whose,
    now: number,
    find: () => Promise<readonly Listed[]>,
    remove: (id: string) => Promise<unknown>,
  ): Promise<Cleaned> {
    let unread: readonly string[] = [];
    let hidden: readonly string[] = [];
    const found = await find().catch((error: unknown) => {
      if (isRefused(error) && !this.#isAnswerLost) hidden = [this.what];
      else unread = [this.what];
      return [];
    });
    const marked = found.filter(isOfProbe);
    const meant = marked.filter((one) => isMeant(one, whose, now));
    const ids = [...new Set([...this.#made, ...meant.map(({ id }) => id)])];
    let left = 0;
    for (const id of ids) await remove(id).catch(() => left++);
    return {
      removed: ids.length - left,
      left,
      spared: whose === "abandoned" ? marked.length - meant.length : 0,
      unread,
      hidden,
    };
  }
}

/** These credentials may not. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof Forbidden || (error instanceof ChoreoError && [401, 403].includes(error.status ?? 0))
  );
}

/** The service said no, so it made nothing. */
function isAnswered(error: unknown): boolean {
  if (error instanceof ChoreoError) return !error.ambiguous;
  if (error instanceof GraphError) return error.status !== undefined && error.status < 500;
  return error instanceof Forbidden;
}

/** Whether something may be left. */
export const isUntidy = ({ left, unread }: Cleaned): boolean => left > 0 || unread.length > 0;

/** For people: what is not gone, and what was not seen. Empty where all is well. */
export function remarks(cleaned: Cleaned): string {
  const { left, spared, unread, hidden } = cleaned;
  return [
    left > 0 && `${left} could not be removed.`,
    unread.length > 0 && `Something may be left: there was no list of the ${unread.join(", the ")}.`,
    isUntidy(cleaned) &&
      "`npm run probe -- --clean` removes what is left; it bears the name choreo-azuread-probe-….",
    spared > 0 &&
      `${spared} of a probe that began within the last hour are left alone, as it may be at work; \`--clean\` removes those, too.`,
    hidden.length > 0 &&
      `These credentials may not list the ${hidden.join(", the ")}: what probes with others have left there was not looked for.`,
  ]
    .filter(Boolean)
    .map((sentence) => ` ${sentence}`)
    .join("");
}
