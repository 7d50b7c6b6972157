import { isMap, parseDocument, type YAMLMap } from "yaml";
import { CliError } from "../../shared/errors.ts";
import { type Change, elsewhere } from "./changes.ts";
import { applyEdits, type Edit, editsOf, keyOf } from "./splice.ts";

/** A value for a key of a map that is there. */
interface Place {
  map: YAMLMap;
  key: string;
  value: unknown;
}

/**
 * YAML with some changes; every other line stays as it is.
 *
 * @throws CliError (usage) where an alias stands in the way, or the text is taken by lenient readers alone
 */
export function changedYaml(text: string, changes: readonly Change[]): string {
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  const document = parseDocument(whole);
  const [error] = document.errors;
  if (error)
    throw new CliError(
      "usage",
      `--patch reads YAML strictly, and does not get through: ${error.message.split("\n", 1)[0]}`,
      "Write that properly first.",
    );
  const places = changes.map((change) => placeOf(document.contents, change));
  const edits = [...new Set(places.map(({ map }) => map))].flatMap((map): Edit[] =>
    editsOf(
      whole,
      map,
      places.filter((place) => place.map === map),
    ),
  );
  const result = applyEdits(whole, edits);
  return text.endsWith("\n") ? result : result.slice(0, -1);
}

function placeOf(contents: unknown, { path, value }: Change): Place {
  let map = contents;
  for (const [index, key] of path.slice(0, -1).entries()) {
    map = isMap(map) ? map.items.find((pair) => keyOf(pair) === key)?.value : undefined;
    if (!isMap(map)) throw elsewhere(path.slice(0, index + 1).join("."));
  }
  return { map: map as YAMLMap, key: path.at(-1) as string, value };
}
