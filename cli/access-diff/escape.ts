/**
 * A name as a Markdown code span. Names come from people and services: in a code span they can neither mention anybody, nor
 * become a link, an image or HTML, and the fence is longer than any run of backticks inside (CommonMark 0.31, 6.1).
 */
export function code(name: string): string {
  const text = oneLine(name);
  if (text === "") return "` `";
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // A space on each side is stripped again, and needed next to a backtick.
  const pad = text.startsWith("`") || text.endsWith("`") || longest > 0 ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** For a cell of a GitHub table: a pipe ends the cell even inside a code span (GFM 4.10). */
export function cell(markdown: string): string {
  return markdown.replaceAll("|", "\\|");
}

/** A label in Mermaid: quotes, brackets and markup as entity codes, so that no name can draw. */
export function label(name: string): string {
  return oneLine(name).replace(/[^\p{L}\p{N} ./:@_()+,-]/gu, (each) => `#${each.codePointAt(0)};`);
}

/** `` `a`, `b` and `c` `` */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The plural of an English word where there is more than one. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
}
