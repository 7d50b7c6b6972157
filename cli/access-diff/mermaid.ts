import { sorted } from "../../access/sort.ts";
import { label } from "./escape.ts";
import { subjectText } from "./subjects.ts";
import type { AccessDiff, Direction, Subject } from "./types.ts";

/** More than this is no picture any more; GitHub also refuses large ones (mermaid maxEdges 500, maxTextSize 50,000). */
const MOST_EDGES = 40;

interface Edge {
  from: string;
  to: string;
  word: string;
  direction: Direction;
}

/**
 * Who gains (solid) and who loses (dotted) what, as a Mermaid flowchart: clients and people on the left, operations and roles on the right,
 * a client's permission on the edge. Undefined when nothing changes or it would be too much to see.
 *
 * @returns lines without the code fence
 */
export function graph(diff: AccessDiff): string[] | undefined {
  const edges = [
    ...diff.owners.flatMap(({ subjects, apis, clients, direction }) =>
      subjects.flatMap((subject) =>
        [
          ...apis.map((key) => `registration (${key})`),
          ...clients.map((key) => `registration of ${key}`),
        ].map((to) => ({ from: subjectLabel(subject), to, word: "ownership", direction })),
      ),
    ),
    ...diff.clients.flatMap(({ client, api, at, permission, operations, direction }) =>
      (operations.length > 0 ? operations : ["(no operation)"]).map((operation) => ({
        from: `client ${client}`,
        to: operationLabel(operation, api, at),
        word: permission ?? "no permission needed",
        direction,
      })),
    ),
    ...diff.people.flatMap(({ subjects, api, at, operations, direction }) =>
      subjects.flatMap((subject) =>
        operations.map((operation) => ({
          from: subjectLabel(subject),
          to: operationLabel(operation, api, at),
          word: "",
          direction,
        })),
      ),
    ),
    ...diff.roles.flatMap(({ subjects, api, role, direction }) =>
      subjects.map((subject) => ({
        from: subjectLabel(subject),
        to: `role ${role} (${api})`,
        word: "",
        direction,
      })),
    ),
  ];
  if (edges.length === 0 || edges.length > MOST_EDGES) return undefined;
  return draw(edges);
}

/** How many edges the graph would have. */
export function edgeCount(diff: AccessDiff): number {
  return (
    diff.owners.reduce(
      (sum, { subjects, apis, clients }) => sum + subjects.length * (apis.length + clients.length),
      0,
    ) +
    diff.clients.reduce((sum, { operations }) => sum + Math.max(1, operations.length), 0) +
    diff.people.reduce((sum, { subjects, operations }) => sum + subjects.length * operations.length, 0) +
    diff.roles.reduce((sum, { subjects }) => sum + subjects.length, 0)
  );
}

function draw(edges: Edge[]): string[] {
  const left = sorted(new Set(edges.map(({ from }) => from)));
  const right = sorted(new Set(edges.map(({ to }) => to)));
  const id = (name: string) => (left.includes(name) ? `s${left.indexOf(name)}` : `o${right.indexOf(name)}`);
  return [
    "flowchart LR",
    ...left.map((name) => `  ${id(name)}(["${label(name)}"])`),
    ...right.map((name) => `  ${id(name)}["${label(name)}"]`),
    ...edges.map(({ from, to, word, direction }) => {
      const arrow = direction === "gains" ? "-->" : "-.->";
      return `  ${id(from)} ${arrow}|"${label(`${direction} ${word}`.trim())}"| ${id(to)}`;
    }),
  ];
}

function operationLabel(operation: string, api: string, at: string | undefined): string {
  return `${operation} (${api}${at === undefined ? "" : ` in ${at}`})`;
}

function subjectLabel(subject: Subject): string {
  if ("name" in subject) return subjectText(subject);
  return subject.kind === "everyone" ? "everyone in the tenant" : "anyone, without a token";
}
