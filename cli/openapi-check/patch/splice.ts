import { isScalar, type Pair, stringify, type YAMLMap } from "yaml";

/** A piece of a text and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** What a key of a map is to have; `undefined`: the key goes. */
export interface Entry {
  key: string;
  value: unknown;
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

/** Sets and removes keys of a block or flow map, in a text that ends with a line break. */
export function editsOf(text: string, map: YAMLMap, entries: readonly Entry[]): Edit[] {
  const spans = map.items.map((pair) => ({ key: keyOf(pair), ...spanOf(text, pair) }));
  const spanOfKey = ({ key }: Entry) => spans.find((span) => span.key === key);
  const written = map.flow ? inFlow : inBlock(indentOf(text, map));
  const changed = entries.flatMap((entry) => {
    const span = entry.value === undefined ? undefined : spanOfKey(entry);
    return span ? [{ start: span.start, end: span.end, text: written(entry) }] : [];
  });
  const added = entries
    .filter((entry) => entry.value !== undefined && !spanOfKey(entry))
    .map((entry) => written(entry));
  const isGone = spans.map(({ key }) => entries.some((one) => one.key === key && one.value === undefined));
  return [...changed, ...(map.flow ? flowEdits : blockEdits)(text, map, spans, isGone, added)];
}

interface Span {
  start: number;
  end: number;
}

type Whole = (
  text: string,
  map: YAMLMap,
  spans: readonly Span[],
  isGone: readonly boolean[],
  added: readonly string[],
) => Edit[];

/** Whole lines go and come, the new ones behind the last that stays. */
const blockEdits: Whole = (text, map, spans, isGone, added) => {
  const lines = spans.map(({ start, end }) => ({
    start: lineStart(text, start),
    end: lineEnd(text, end),
    text: "",
  }));
  const anchor = lines.filter((_, index) => !isGone[index]).at(-1)?.end ?? lines[0]?.start ?? 0;
  const indent = " ".repeat(indentOf(text, map));
  const put = added.map((piece) => `${indent}${piece}\n`).join("");
  return [
    ...lines.filter((_, index) => isGone[index]),
    ...(put ? [{ start: anchor, end: anchor, text: put }] : []),
  ];
};

/** What goes takes the comma before it along, or else the one behind it. */
const flowEdits: Whole = (_, map, spans, isGone, added) => {
  const last = isGone.lastIndexOf(false);
  const gone = spans.flatMap((span, index) => {
    if (!isGone[index]) return [];
    if (index < last) return [{ start: span.start, end: spans[index + 1]?.start ?? span.end, text: "" }];
    return [{ start: spans[index - 1]?.end ?? span.start, end: span.end, text: "" }];
  });
  const anchor = spans[last]?.end ?? spans[0]?.start ?? rangeOf(map)[1] - 1;
  const put = [...(last >= 0 ? [""] : []), ...added].join(", ");
  return [...gone, ...(added.length > 0 ? [{ start: anchor, end: anchor, text: put }] : [])];
};

export function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

/** From the key to the end of the value, without the line break or what is said behind it. */
function spanOf(text: string, { key, value }: Pair): Span {
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
  if (!first) return 0;
  const start = rangeOf(first.key)[0];
  return start - lineStart(text, start);
}

const lineStart = (text: string, at: number) => text.lastIndexOf("\n", at - 1) + 1;
const lineEnd = (text: string, at: number) => {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
};

/** Block style, all lines but the first indented; requirements, which are lists, one on each line. */
const inBlock =
  (indent: number) =>
  ({ key, value }: Entry): string => {
    const lines = Array.isArray(value)
      ? [`${key}:`, ...value.map((each) => `  - ${flow(each).slice(1, -1).trim()}`)]
      : stringify({ [key]: value }, { lineWidth: 0 })
          .trimEnd()
          .split("\n");
    return lines.join(`\n${" ".repeat(indent)}`);
  };

const inFlow = ({ key, value }: Entry): string => flow({ [key]: value }).slice(1, -1);

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
