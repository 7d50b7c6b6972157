import type { ConfigPath, Problem } from "./problems.ts";
import { INHERITED } from "./rules/inherited.ts";

/** Texts for people, which may have several lines. */
const PROSE = /description$/i;
/** Control characters, and characters without a shape; the two that join letters and emoji are of use. */
const UNSEEN = /[\p{Cc}\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/u;

/**
 * Texts and keys that are not what they look like, wherever they stand: looked up, they are not found, or a second thing of what looks like
 * one name is made.
 */
export function oddTexts(value: unknown, path: ConfigPath = []): Problem[] {
  if (typeof value === "string") {
    const message = oddity(PROSE.test(String(path.at(-1))) ? value.replaceAll(/[\r\n\t]/g, " ") : value);
    return message === undefined ? [] : [{ path, message }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => oddTexts(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    // The one that the schema's parser would leave out without a word.
    const message = key === "__proto__" ? INHERITED : oddity(key);
    const problems = oddTexts(inner, [...path, key]);
    return message === undefined
      ? problems
      : [{ path: [...path, key], message: `the key ${message}` }, ...problems];
  });
}

function oddity(text: string): string | undefined {
  const unseen = UNSEEN.exec(text)?.[0];
  if (text.includes("\ufffd"))
    return "contains U+FFFD, the sign for what could not be read; save the file as UTF-8";
  if (unseen !== undefined) return `contains ${codePoint(unseen)}, which nobody sees; take it out`;
  if (text.normalize("NFC") === text) return undefined;
  return `is written with combining characters (Unicode's NFD, as file names on macOS are), which looks like, and is not, ${JSON.stringify(text.normalize("NFC"))}; type it anew`;
}

/** @example `codePoint("о")` is `U+043E` */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * A text for one line of a log: line breaks and what else nobody sees as `\u000a`. On a line of its own a name could be a command to
 * the workflow that shows it (`::error::…`), or move the cursor of a terminal.
 */
export function onOneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
