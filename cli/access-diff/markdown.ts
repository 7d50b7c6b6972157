import { isEmpty } from "./compare.ts";
import { cutToFit, type Section } from "./cut.ts";
import { cell, code, count } from "./escape.ts";
import { edgeCount, graph } from "./mermaid.ts";
import {
  clientSentence,
  headline,
  ownerSentence,
  peopleSentence,
  replacementSentence,
  roleSentence,
  stepCounts,
} from "./sentences.ts";
import type { AccessDiff, PermissionChange, Replacement, ResourceStep } from "./types.ts";

/** GitHub takes comments of at most 65,536 characters; pulumi/actions cuts at this figure too. */
export const LIMIT = 64_000;

/**
 * The comparison as a comment that a reviewer reads from top to bottom: what it means, a picture, the resources.
 *
 * @param limit most characters; whole rows are left out from the end, and a line says how many
 */
export function toMarkdown(diff: AccessDiff, limit = LIMIT): string {
  const title = `### Access changes in ${code(diff.stack)}`;
  if (isEmpty(diff) && diff.notes.length === 0)
    return `No changes in ${code(diff.stack)}: nobody gains or loses access, no resource is touched.\n`;
  const sections: Section[] = [
    text([
      title,
      "",
      ...diff.notes.map((note) => `> ${note}`),
      ...(diff.notes.length > 0 ? [""] : []),
      headline(diff),
    ]),
    bullets("Who gains and loses access", accessSentences(diff)),
    bullets(
      "APIs and clients",
      diff.rules.map(({ sentence }) => sentence),
    ),
    bullets(
      "Scopes",
      diff.scopes.map(({ sentence }) => sentence),
    ),
    bullets(
      "Secrets",
      diff.secrets.map(({ sentence }) => sentence),
    ),
    bullets("Replaced, and why that hurts", alike(diff.replacements).map(replacementSentence)),
    picture(diff),
    resourceTable(diff.steps),
  ];
  return `${cutToFit(sections, limit - 1)}\n`;
}

function losesFirst(a: { direction: string }, b: { direction: string }): number {
  return a.direction === b.direction ? 0 : a.direction === "loses" ? -1 : 1;
}

/** What a comparison says of access, without its resources: a sentence each, losses first. */
export function accessSentences(diff: AccessDiff): string[] {
  return [
    ...[...diff.owners].sort(losesFirst).map(ownerSentence),
    ...sameForAll([...diff.clients].sort(losesFirst)).map(clientSentence),
    ...[...diff.people].sort(losesFirst).map(peopleSentence),
    ...[...diff.roles].sort(losesFirst).map(roleSentence),
  ];
}

/** What is true of several clients is told once. */
function sameForAll(changes: PermissionChange[]): PermissionChange[][] {
  return [...Map.groupBy(changes, (each) => JSON.stringify({ ...each, client: undefined })).values()];
}

/** Replacements of one type for one reason are told in one sentence. */
function alike(replacements: Replacement[]): Replacement[][] {
  const groups = Map.groupBy(replacements, ({ type, properties }) => JSON.stringify([type, properties]));
  return [...groups.values()];
}

function text(head: string[]): Section {
  return { head, rows: [], more: () => "" };
}

function bullets(heading: string, sentences: string[]): Section {
  return {
    head: sentences.length > 0 ? [`#### ${heading}`, ""] : [],
    rows: sentences.map((sentence) => `- ${sentence}`),
    more: (left) => `- … and ${left} more, left out to fit in a comment.`,
  };
}

function picture(diff: AccessDiff): Section {
  const lines = graph(diff);
  const edges = edgeCount(diff);
  if (!lines)
    return text(edges > 0 ? [`_No graph: ${count(edges, "change")} would be too many to see._`] : []);
  return {
    head: ["```mermaid"],
    rows: lines,
    foot: ["```", "", "_Solid: gains. Dotted: loses._"],
    more: () => `_The graph of ${count(edges, "change")} is left out to fit in a comment._`,
    whole: true,
  };
}

/** More rows than that are folded away: they are for looking things up. */
const MOST_OPEN_ROWS = 10;

/** One row a resource: what happens to it and the names of what changes. */
export function resourceTable(steps: ResourceStep[]): Section {
  const folded = steps.length > MOST_OPEN_ROWS;
  return {
    head:
      steps.length > 0
        ? [
            "#### Resources",
            "",
            ...(folded ? [`<details><summary>${stepCounts(steps)}</summary>`, ""] : []),
            "| | type | name | changed properties |",
            "|---|---|---|---|",
          ]
        : [],
    foot: folded ? ["", "</details>"] : [],
    rows: steps.map(
      ({ op, type, name, properties }) =>
        `| ${op === "replace" || op === "delete" ? `**${op}**` : op} | ${cell(code(type))} | ${cell(code(name))} | ${cell(properties.map(code).join(", "))} |`,
    ),
    more: (left) => `\n… and ${count(left, "more resource")}, left out to fit in a comment.`,
  };
}
