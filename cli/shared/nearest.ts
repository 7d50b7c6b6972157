import { distance } from "fastest-levenshtein";
import { CliError } from "./errors.ts";

/** How many names a "known are" sentence lists before it is cut. */
const LISTED = 12;

/**
 * The names that a person may have meant: those within a third of the wanted name's length, nearest first, at most three.
 *
 * @example `nearest("storfront", ["storefront", "backoffice"]) // ["storefront"]`
 */
export function nearest(wanted: string, known: readonly string[]): string[] {
  const reach = Math.max(2, Math.ceil(wanted.length / 3));
  return known
    .map((name) => ({ name, edits: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= reach)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Takes `name` out of a record, or says which names it has. */
export function pick<T>(record: Record<string, T>, name: string, what: string, where: string): T {
  if (Object.hasOwn(record, name)) return record[name] as T;
  throw unknownName(what, name, Object.keys(record), where);
}

/** The error for a name that is not among the known ones. */
export function unknownName(what: string, name: string, known: readonly string[], where: string): CliError {
  const quoted = (names: readonly string[]) => names.map((each) => `"${each}"`).join(", ");
  const near = nearest(name, known);
  const listed =
    quoted(known.slice(0, LISTED)) + (known.length > LISTED ? `, … (${known.length} in all)` : "");
  const advice = near.length
    ? `Did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`
    : known.length
      ? `Known: ${listed}.`
      : `${where} has none.`;
  return new CliError("usage", `${where} has no ${what} "${name}".`, advice);
}
