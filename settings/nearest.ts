import { distance } from "fastest-levenshtein";
import { codePoint } from "./oddText.ts";

/** The known names nearest to a wrong one, best first; none that has little in common with it. */
export function nearest(wrong: string, known: Iterable<string>, count = 3): string[] {
  const lower = wrong.toLowerCase();
  const near = [...new Set(known)]
    .map((name) => ({ name, edits: distance(lower, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(2, Math.ceil(Math.max(name.length, lower.length) * 0.4)))
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1));
  const best = near[0]?.edits ?? 0;
  return near
    .filter(({ edits }) => edits <= best + 1)
    .slice(0, count)
    .map(({ name }) => name);
}

/** The question alone, for names that are not to be listed: those of people go into nobody's public log. Empty if none is near. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const near = nearest(wrong, known);
  if (near.length === 0) return "";
  const lookAlike = [...wrong].find((character) => character > "\u007f" && !near[0]?.includes(character));
  const seen =
    lookAlike === undefined ? "" : ` (its ${JSON.stringify(lookAlike)} is ${codePoint(lookAlike)})`;
  return `Did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}${seen}?`;
}

/**
 * The end of an error about an unknown name: what is meant, probably, and what is allowed.
 *
 * @example `suggest("book_add", ["books_add", "books_read"])` is
 * `Did you mean "books_add"? Known: books_add, books_read.`
 */
export function suggest(wrong: string, known: Iterable<string>, noun = "Known"): string {
  const names = [...new Set(known)].sort();
  if (names.length === 0) return `${noun}: none.`;
  const listed = names.slice(0, 12).join(", ");
  const question = didYouMean(wrong, names);
  return `${question && `${question} `}${noun}: ${listed}${names.length > 12 ? `, and ${names.length - 12} more` : ""}.`;
}
