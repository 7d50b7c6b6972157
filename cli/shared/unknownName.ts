import { didYouMean } from "../../settings/nearest.ts";
import { CliError } from "./errors.ts";

/** How many names a "known are" sentence lists before it is cut. */
const LISTED = 12;

/** Takes `name` out of a record, or says which names it has. */
export function pick<T>(record: Record<string, T>, name: string, what: string, where: string): T {
  if (Object.hasOwn(record, name)) return record[name] as T;
  throw unknownName(what, name, Object.keys(record), where);
}

/** The error for a name that is not among the known ones. */
export function unknownName(what: string, name: string, known: readonly string[], where: string): CliError {
  const quoted = (names: readonly string[]) => names.map((each) => `"${each}"`).join(", ");
  const listed =
    quoted(known.slice(0, LISTED)) + (known.length > LISTED ? `, … (${known.length} in all)` : "");
  const advice = didYouMean(name, known) || (known.length ? `Known: ${listed}.` : `${where} has none.`);
  return new CliError("usage", `${where} has no ${what} "${name}".`, advice);
}
