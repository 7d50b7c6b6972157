/**
 * Says how two names differ that look alike, so that a space or a capital can be seen. Undefined if they are equal.
 *
 * @example `difference("books_add ", "books_add") // "\"books_add␠\" instead of \"books_add\" (white space)"`
 */
export function difference(actual: string, expected: string): string | undefined {
  if (actual === expected) return undefined;
  const kind = [
    squeezed(actual) === squeezed(expected) && "white space",
    actual.toLowerCase() === expected.toLowerCase() && "upper and lower case",
    actual.replace(/\/+$/, "") === expected.replace(/\/+$/, "") && "slash at the end",
    actual.normalize("NFKC") === expected.normalize("NFKC") && "characters that only look alike",
  ].find(Boolean);
  return `"${visible(actual)}" instead of "${visible(expected)}"${kind ? ` (${kind})` : ""}`;
}

/** The text with white space and invisible characters shown as symbols. */
export function visible(text: string): string {
  return text
    .replaceAll(" ", "␠")
    .replaceAll("\t", "␉")
    .replaceAll("\n", "␤")
    .replaceAll("\r", "␍")
    .replace(/[\p{Cc}\p{Cf}\p{Zs}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

function squeezed(text: string): string {
  return text.replaceAll(/[\s\u200b\ufeff]/g, "");
}

/** The name among `candidates` that was probably meant, to be compared with. */
export function lookalike(name: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string) => squeezed(text.normalize("NFKC")).toLowerCase().replace(/\/+$/, "");
  return candidates.find((candidate) => plain(candidate) === plain(name));
}
