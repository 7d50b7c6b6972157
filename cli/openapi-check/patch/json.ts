import {
  applyEdits,
  type Edit,
  type FormattingOptions,
  findNodeAtLocation,
  format,
  modify,
  parseTree,
} from "jsonc-parser";
import type { Change } from "./changes.ts";

/** JSON with some changes. What is written new has the indentation of the rest; what stood on one line stays on one. */
export function changedJson(text: string, changes: readonly Change[]): string {
  return changes.reduce(changed, text);
}

function changed(text: string, { path, value }: Change): string {
  const [edit] = modify(text, [...path], value, {});
  if (!edit) return text;
  const next = applyEdits(text, [edit]);
  return value === undefined ? next : applyEdits(next, layout(text, next, path, edit));
}

/** Spaces and lines of what an edit has written, and of nothing else. */
function layout(text: string, next: string, path: readonly string[], { offset, content }: Edit): Edit[] {
  if (!text.includes("\n")) return [];
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  const options: FormattingOptions = {
    insertSpaces: !indent.includes("\t"),
    tabSize: indent.length,
    eol: "\n",
    keepLines: isOnOneLine(text, path),
  };
  return format(next, { offset, length: content.length }, options);
}

/** Of the value that is there, or of the object that gets one. */
function isOnOneLine(text: string, path: readonly string[]): boolean {
  const root = parseTree(text);
  for (let length = path.length; root && length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node) return !text.slice(node.offset, node.offset + node.length).includes("\n");
  }
  return false;
}
