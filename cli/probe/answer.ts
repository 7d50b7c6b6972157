/** What came of a check. */
export interface Answer {
  answer: "holds" | "does not hold" | "could not be seen";
  /** A sentence. Made of this program's own words and of numbers alone: no name, id or address of a service can get in. */
  says: string;
}

/** One of some words that this program knows: nothing that a service made up. */
export type Word = string & { readonly known: unique symbol };

/**
 * A word as it is where this program knows it.
 *
 * @example word(type, ["EXTERNAL", "DIRECT"]) // "EXTERNAL", or "another value"
 */
export function word(value: unknown, known: readonly string[]): Word {
  return (known.includes(String(value)) ? String(value) : "another value") as Word;
}

type Told = number | Word;

const answering =
  (answer: Answer["answer"]) =>
  (texts: TemplateStringsArray, ...told: Told[]): Answer => ({
    answer,
    says: String.raw({ raw: texts }, ...told),
  });

export const holds = answering("holds");
export const doesNotHold = answering("does not hold");
export const couldNotBeSeen = answering("could not be seen");
