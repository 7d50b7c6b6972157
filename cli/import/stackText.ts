import { isDeepStrictEqual } from "node:util";
import {
  Document,
  isMap,
  isScalar,
  type Node,
  type Pair,
  parse,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import { CliError } from "../shared/errors.ts";
import type { Entry } from "./ground.ts";
import { UNCHANGED } from "./stackFile.ts";

/** What is added to a stack file. */
export interface Additions {
  apis: readonly Entry[];
  clients: readonly Entry[];
  /** By full key: what the stack's configuration lacks, besides. */
  others: Readonly<Record<string, unknown>>;
}

/**
 * The file with new entries, each at the end of its section. What is in it stays to the letter.
 *
 * @throws CliError (usage) for one that does not parse, or is written so that entries cannot be added as lines of their own
 */
export function withEntries(text: string, path: string, project: string, additions: Additions): string {
  check(text, path);
  const isWindows = text.includes("\r\n") && !/(^|[^\r])\n/.test(text);
  const parts = partsOf(project, additions);
  const changed = parts.reduce(
    (sofar, part) => withPart(sofar, path, part),
    isWindows ? text.replaceAll("\r\n", "\n") : text,
  );
  if (!isDeepStrictEqual(whatItSays(changed), expected(text, parts)))
    throw new CliError(
      "usage",
      `${path} is written in a way that entries cannot be added to.`,
      `Write its configuration as plain lines under "config:", without "<<:" and "? ". ${UNCHANGED}`,
    );
  return isWindows ? changed.replaceAll("\n", "\r\n") : changed;
}

/** What is added: entries of a section, or the value of a key. */
interface Part {
  key: string;
  entries: readonly Entry[] | undefined;
  value: unknown;
}

function partsOf(project: string, { apis, clients, others }: Additions): Part[] {
  const section = (name: string, entries: readonly Entry[]): Part => ({
    key: `${project}:${name}`,
    entries: entries.filter(({ written }) => written),
    value: undefined,
  });
  return [
    ...Object.entries(others).map(([key, value]) => ({ key, entries: undefined, value })),
    ...[section("apis", apis), section("clients", clients)].filter(({ entries }) => entries?.length),
  ];
}

function withPart(text: string, path: string, { key, entries, value }: Part): string {
  const content = entries && entryLines(entries);
  const document = parseDocument(text);
  const config = sectionOf(document, "config", path);
  if (config === "none") {
    const { text: rest, at } = opened(document.contents, "config", text);
    const all = indented(whole(key, content, value), 2);
    return at === undefined ? inserted(`config:\n${all}`, rest, rest.length) : inserted(all, rest, at);
  }
  const section = sectionOf(config, key, path);
  if (content !== undefined && section !== "none")
    return inserted(indented(content, indentOf(section, text)), text, endOf(section, text));
  const { text: rest, at } = opened(config, key, text);
  const indent = indentOf(config, text);
  if (at !== undefined && content !== undefined) return inserted(indented(content, indent + 2), rest, at);
  return inserted(indented(whole(key, content, value), indent), text, endOf(config, text));
}

const whatItSays = (text: string): unknown => parse(text, { merge: true });

function expected(text: string, parts: readonly Part[]): unknown {
  const before = (whatItSays(text) ?? {}) as { config?: Record<string, object | null> | null };
  const config = Object.fromEntries(
    parts.map(({ key, entries, value }) => [
      key,
      entries
        ? { ...before.config?.[key], ...Object.fromEntries(entries.map((each) => [each.key, each.written])) }
        : value,
    ]),
  );
  if (parts.length === 0) return whatItSays(text);
  // As it is written: what is undefined is left out.
  return JSON.parse(JSON.stringify({ ...before, config: { ...before.config, ...config } }));
}

function check(text: string, path: string): void {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken)
    throw new CliError("usage", `${path} does not parse: ${broken.message.split(/[;\n]/)[0]}`, UNCHANGED);
  if (document.contents !== null && !isMap(document.contents))
    throw new CliError("usage", `${path} is no mapping.`, UNCHANGED);
}

/** @returns `none` where it is not there, or empty */
function sectionOf(holder: Document.Parsed | YAMLMap, key: string, path: string): YAMLMap | "none" {
  const found = holder.get(key, true) as Node | undefined;
  if (!found || (isScalar(found) && found.value === null) || (isMap(found) && found.items.length === 0))
    return "none";
  if (isMap(found) && !found.flow) return found;
  throw new CliError(
    "usage",
    `${path}: ${key} is ${isMap(found) ? "written in braces" : "no mapping"}; entries go under it, each on lines of its own.`,
    UNCHANGED,
  );
}

function whole(key: string, content: string | undefined, value: unknown): string {
  return content === undefined
    ? lines(key, value, [])
    : `${lines(key, null, [])
        .trimEnd()
        .replace(/ null$/, "")}\n${indented(content, 2)}`;
}

function entryLines(entries: readonly Entry[]): string {
  return entries.map(({ key, written, notes }) => lines(key, written, notes)).join("");
}

/** As people write it: short lists and texts on one line. */
function lines(key: string, value: unknown, notes: readonly string[]): string {
  const document = new Document({ [key]: value });
  visit(document, {
    Seq: (_, node) => {
      node.flow = node.items.every(isScalar) && node.toJSON().join(", ").length < 100;
    },
    Pair: (_, { key: name, value: inner }) => {
      if (isMap(inner) && isScalar(name) && name.value === "inChoreo") inner.flow = true;
    },
  });
  const [pair] = (document.contents as unknown as YAMLMap<Scalar>).items;
  if (pair && notes.length > 0) pair.key.commentBefore = notes.map((note) => ` ${key} ${note}`).join("\n");
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}

/** Column of its keys. */
function indentOf({ items }: YAMLMap, text: string): number {
  const start = (items[0]?.key as Node | undefined)?.range?.[0] ?? 0;
  return start - (text.lastIndexOf("\n", start - 1) + 1);
}

/** Where the line of its last value ends. */
function endOf(map: YAMLMap, text: string): number {
  const last = map.items.at(-1);
  const value = last?.value as Node | null | undefined;
  if (isMap(value) && !value.flow && value.items.length > 0) return endOf(value, text);
  const end = (value ?? (last?.key as Node | undefined))?.range?.[1] ?? text.length;
  // The value of a block text or list ends after its line.
  if (text[end - 1] === "\n") return end;
  const newline = text.indexOf("\n", end);
  return newline < 0 ? text.length : newline + 1;
}

function inserted(part: string, text: string, at: number): string {
  const before = text.slice(0, at);
  return `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${part}${text.slice(at)}`;
}

/** A section that says nothing, `apis: {}`, makes room for what follows its line. `at`: where that is; undefined: there is no such key. */
function opened(holder: unknown, key: string, text: string): { text: string; at: number | undefined } {
  const pairs: Pair[] = isMap(holder) ? holder.items : [];
  const pair = pairs.find(({ key: name }) => isScalar(name) && name.value === key);
  const start = (pair?.key as Node | undefined)?.range?.[0];
  if (start === undefined) return { text, at: undefined };
  const [from = 0, to = 0] = (pair?.value as Node | null | undefined)?.range ?? [];
  const rest = to > from ? text.slice(0, from).trimEnd() + text.slice(to) : text;
  const newline = rest.indexOf("\n", start);
  return { text: rest, at: newline < 0 ? rest.length : newline + 1 };
}
