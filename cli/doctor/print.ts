import { styleText } from "node:util";
import type { Result, Section } from "./walk.ts";

const marks = { green: "✔", yellow: "!", red: "✖", skipped: "-" } as const;
const colours = { green: "green", yellow: "yellow", red: "red", skipped: "gray" } as const;
const headings = {
  credential: "Credential",
  api: "API",
  client: "Client",
  use: "Use",
  elsewhere: "Elsewhere",
} as const;

/** One line a link; a red or yellow one ends with what to do. */
export function printSections(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ kind, name, results }) => [
    `${headings[kind]} ${name}`,
    ...results.map(resultLine),
    "",
  ]);
  return [...lines, summary(sections)].join("\n");
}

/** The mark, what must be so, how it is, and what to do. */
export function resultLine(result: Result): string {
  const mark = styleText(colours[result.state], marks[result.state]);
  const line = `  ${mark} ${result.title}: ${result.says}`;
  return "fix" in result ? `${line} → ${result.fix}` : line;
}

function summary(sections: readonly Section[]): string {
  const count = (state: Result["state"]) =>
    sections.flatMap(({ results }) => results).filter((result) => result.state === state).length;
  const parts = [
    `${count("green")} links hold`,
    count("yellow") && `${count("yellow")} to know of`,
    count("red") && `${count("red")} broken`,
    count("skipped") && `${count("skipped")} not looked at`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}
