import { badRequest } from "./errors.ts";

type Test = (object: Record<string, unknown>) => boolean;

const LITERAL = `'(?:[^']|'')*'|true|false|null|[0-9A-Za-z-]+`;
const EQ = new RegExp(String.raw`^([\w/]+) (eq|ne) (${LITERAL})$`, "i");
const STARTS = new RegExp(String.raw`^startswith\(([\w/]+), ?(${LITERAL})\)$`, "i");
const IN = new RegExp(String.raw`^([\w/]+) in \((${LITERAL})((?:, ?(?:${LITERAL}))*)\)$`, "i");
const AND = / and (?=(?:[^']*'[^']*')*[^']*$)/i;

/**
 * The part of OData's `$filter` that the plugin and our tools use: `eq`, `ne`, `startsWith`, `in`, joined by `and`. Strings
 * compare without regard to case, as the directory does. Anything else is refused rather than guessed.
 */
export function parseFilter(filter: string): Test {
  const tests = filter.split(AND).map((term) => parseTerm(term.trim()));
  return (object) => tests.every((test) => test(object));
}

function parseTerm(term: string): Test {
  const eq = EQ.exec(term);
  if (eq) {
    const [, path, operator, literal] = eq as unknown as [string, string, string, string];
    const wanted = value(literal);
    return (object) => equal(at(object, path), wanted) === (operator.toLowerCase() === "eq");
  }
  const starts = STARTS.exec(term);
  if (starts) {
    const prefix = String(value(starts[2] as string)).toLowerCase();
    return (object) =>
      String(at(object, starts[1] as string) ?? "")
        .toLowerCase()
        .startsWith(prefix);
  }
  const among = IN.exec(term);
  if (among) {
    const list = term.slice(term.indexOf("(")).match(new RegExp(LITERAL, "g")) ?? [];
    return (object) => list.some((literal) => equal(at(object, among[1] as string), value(literal)));
  }
  throw badRequest(`Invalid filter clause: '${term}' is not a form that this emulator knows.`);
}

function value(literal: string): string | boolean | null {
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'");
  if (literal === "true" || literal === "false") return literal === "true";
  return literal === "null" ? null : literal;
}

const at = (object: Record<string, unknown>, path: string): unknown =>
  path
    .split("/")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], object);

const equal = (actual: unknown, wanted: string | boolean | null): boolean =>
  typeof actual === "string" && typeof wanted === "string"
    ? actual.toLowerCase() === wanted.toLowerCase()
    : (actual ?? null) === wanted;
