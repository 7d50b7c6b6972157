import { readFile, rename, writeFile } from "node:fs/promises";
import { Document, isMap, isScalar, type Node, parseDocument, type Scalar, visit, type YAMLMap } from "yaml";
import { CliError } from "../shared/errors.ts";
import type { Entry } from "./ground.ts";

/** What is added to a stack file. */
export interface Additions {
  apis: readonly Entry[];
  clients: readonly Entry[];
  /** By full key: what the stack's configuration lacks, besides. */
  others: Readonly<Record<string, unknown>>;
}

/** @returns the text of a stack file; empty where there is none yet */
export async function readStackFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new CliError("usage", `${path} cannot be read: ${(error as Error).message}`);
  }
}

const UNCHANGED = "Nothing was written. Correct it, then run this again.";

/**
 * The file with new entries, each at the end of its section. What is in it stays to the letter.
 *
 * @throws CliError (usage) for one that does not parse, or has something else where entries belong
 */
export function withEntries(text: string, path: string, project: string, additions: Additions): string {
  const parts = [
    ...Object.entries(additions.others).map(([key, value]) => ({ key, entries: undefined, value })),
    ...(["apis", "clients"] as const).map((section) => ({
      key: `${project}:${section}`,
      entries: additions[section].filter(({ written }) => written),
      value: undefined,
    })),
  ];
  check(text, path);
  return parts.reduce((changed, { key, entries, value }) => {
    if (entries?.length === 0) return changed;
    const content = entries ? entryLines(entries) : undefined;
    const document = parseDocument(changed);
    const config = sectionOf(document, "config", path);
    if (config === "none") {
      const rest = isMap(document.contents) ? withoutEmpty(document.contents, "config", changed) : changed;
      return inserted(`config:\n${indented(whole(key, content, value), 2)}`, rest, rest.length);
    }
    const section = sectionOf(config, key, path);
    // Entries of a section that is there; or the section, at the end of the configuration.
    if (content !== undefined && section !== "none")
      return inserted(indented(content, indentOf(section, changed)), changed, endOf(section, changed));
    return inserted(
      indented(whole(key, content, value), indentOf(config, changed)),
      withoutEmpty(config, key, changed),
      endOf(config, changed),
    );
  }, text);
}

function check(text: string, path: string): void {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken)
    throw new CliError("usage", `${path} does not parse: ${broken.message.split("\n")[0]}`, UNCHANGED);
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

/** A section that says nothing, `apis: {}`, makes room for one that does. */
function withoutEmpty(config: YAMLMap, key: string, text: string): string {
  const pair = config.items.find(({ key: name }) => isScalar(name) && name.value === key);
  const start = (pair?.key as Node | undefined)?.range?.[0];
  if (start === undefined) return text;
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", start);
  // Of the same length, so that what was found in the text is still where it was.
  const end = newline < 0 ? text.length : newline;
  return `${text.slice(0, line)}#${text.slice(line + 1, end)}${text.slice(end)}`;
}

/** Whole or not at all: whoever reads it meanwhile sees the old file or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.tmp`;
  await writeFile(aside, text);
  await rename(aside, path);
}
