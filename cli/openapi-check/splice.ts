import { isMap, isScalar, type Pair, stringify, type YAMLMap } from "yaml";

/** A piece of a text and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that do not overlap; at one place what goes comes before what is put there. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end),
      text,
    );
}

/** Sets a key of a block or flow map to a value, in a text that ends with a line break. */
export function setKey(text: string, map: YAMLMap, key: string, value: unknown): Edit {
  const found = map.items.find((pair) => keyOf(pair) === key);
  if (map.flow) {
    const piece = `${key}: ${inFlow(value)}`;
    if (found) return { ...spanOf(text, found), text: piece };
    const close = rangeOf(map)[1] - 1;
    const isEmpty = map.items.length === 0;
    return { start: close, end: close, text: isEmpty ? piece : `, ${piece}` };
  }
  const indent = indentOf(text, map);
  const piece = `${key}:\n${block(value, indent + 2)}`.trimEnd();
  if (found) return { ...spanOf(text, found), text: piece };
  const last = map.items.at(-1) as Pair;
  const end = lineEnd(text, spanOf(text, last).end);
  return { start: end, end, text: `${" ".repeat(indent)}${piece}\n` };
}

/** Adds and removes entries of a map of texts, line by line. */
export function setEntries(
  text: string,
  map: YAMLMap,
  added: Readonly<Record<string, string>>,
  removed: readonly string[],
): Edit[] {
  if (map.flow) {
    const kept = map.items.filter((pair) => !removed.includes(keyOf(pair)));
    const entries = [
      ...kept.map((pair) => [keyOf(pair), (pair.value as { value?: unknown })?.value]),
      ...Object.entries(added),
    ];
    const [start, end] = rangeOf(map);
    return [{ start, end, text: inFlow(Object.fromEntries(entries)) }];
  }
  const lines = map.items.map((pair) => {
    const { start, end } = spanOf(text, pair);
    return { key: keyOf(pair), start: lineStart(text, start), end: lineEnd(text, end) };
  });
  const gone = lines.filter(({ key }) => removed.includes(key));
  const anchor = lines.filter(({ key }) => !removed.includes(key)).at(-1)?.end ?? (lines[0]?.start as number);
  const put = Object.entries(added).map(([key, value]) => block({ [key]: value }, indentOf(text, map)));
  return [
    ...gone.map(({ start, end }) => ({ start, end, text: "" })),
    ...(put.length > 0 ? [{ start: anchor, end: anchor, text: put.join("") }] : []),
  ];
}

export function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

/** From the key to the end of the value, without the line break or what is said behind it. */
function spanOf(text: string, { key, value }: Pair): { start: number; end: number } {
  const start = rangeOf(key)[0];
  const end = value ? rangeOf(value)[1] : rangeOf(key)[1];
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function rangeOf(node: unknown): [number, number] {
  const { range } = node as { range?: [number, number, number] | null };
  if (!range) throw new Error("a node without a place in the text");
  return [range[0], range[1]];
}

function indentOf(text: string, map: YAMLMap): number {
  const [first] = map.items;
  const start = rangeOf(first?.key)[0];
  return start - lineStart(text, start);
}

const lineStart = (text: string, at: number) => text.lastIndexOf("\n", at - 1) + 1;
const lineEnd = (text: string, at: number) => {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
};

/** Block style, each line indented; lists of names on one line. */
function block(value: unknown, indent: number): string {
  const lines = isRequirements(value)
    ? value.map((each) => `- ${inFlow(each).slice(1, -1).trim()}`)
    : stringify(value, { lineWidth: 0 }).trimEnd().split("\n");
  return `${lines.map((line) => " ".repeat(indent) + line).join("\n")}\n`;
}

/** `security`: a list of objects of lists. */
function isRequirements(value: unknown): value is object[] {
  return Array.isArray(value);
}

function inFlow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** Whether a node is a map with entries, in whose style more can be written. */
export function isFilledMap(node: unknown): node is YAMLMap {
  return isMap(node) && (node.flow === true || node.items.length > 0);
}
