import { badRequest } from "./errors.ts";

type Test = (object: Record<string, unknown>) => boolean;

const LITERAL = `'(?:[^']|'')*'|true|false|null|[0-9A-Za-z-]+`;
const EQ = new RegExp(String.raw`^([\w/]+) (eq|ne) (${LITERAL})$`, "i");
/** Of a collection: `servicePrincipalNames/any(c:c eq '…')`. */
const ANY = new RegExp(String.raw`^([\w/]+)/any\((\w+): ?\2 eq (${LITERAL})\)$`, "i");
const STARTS = new RegExp(String.raw`^startswith\(([\w/]+), ?(${LITERAL})\)$`, "i");
const IN = new RegExp(String.raw`^([\w/]+) in \((${LITERAL})((?:, ?(?:${LITERAL}))*)\)$`, "i");
const AND = / and (?=(?:[^']*'[^']*')*[^']*$)/i;

/**
 * The part of OData's `$filter` that the plugin, the Azure CLI and our tools use: `eq`, `ne`, `startsWith`, `in`, `any`, joined by `and`. Strings
 * compare without regard to case, as the directory does. Anything else is refused rather than guessed.
 */
export function parseFilter(filter: string, checkName: (name: string) => void): Test {
  const tests = filter.split(AND).map((term) => {
    const { path, test } = parseTerm(term.trim());
    checkName(path.split("/")[0] as string);
    return test;
  });
  return (object) => tests.every((test) => test(object));
}

function parseTerm(term: string): { path: string; test: Test } {
  const eq = EQ.exec(term);
  if (eq) {
    const [, path, operator, literal] = eq as unknown as [string, string, string, string];
    const wanted = value(literal);
    return {
      path,
      test: (object) => equal(at(object, path), wanted) === (operator.toLowerCase() === "eq"),
    };
  }
  const any = ANY.exec(term);
  if (any) {
    const [, path, , literal] = any as unknown as [string, string, string, string];
    const wanted = value(literal);
    const some = (list: unknown) => Array.isArray(list) && list.some((item) => equal(item, wanted));
    return { path, test: (object) => some(at(object, path)) };
  }
  const starts = STARTS.exec(term);
  if (starts) {
    const [, path, literal] = starts as unknown as [string, string, string];
    const prefix = String(value(literal)).toLowerCase();
    const begins = (text: unknown) =>
      String(text ?? "")
        .toLowerCase()
        .startsWith(prefix);
    return { path, test: (object) => begins(at(object, path)) };
  }
  const among = IN.exec(term);
  if (among) {
    const path = among[1] as string;
    const list = term.slice(term.indexOf("(")).match(new RegExp(LITERAL, "g")) ?? [];
    return { path, test: (object) => list.some((literal) => equal(at(object, path), value(literal))) };
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
