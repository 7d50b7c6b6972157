import Table from "cli-table3";
import type { Check } from "./scene.ts";

/** A step that is over, or was not reached. */
export interface StepReport {
  title: string;
  /** `undefined`: not reached. */
  ms?: number;
  checks: Check[];
  /** What stopped the step. */
  error?: string;
}

export function held({ ms, checks, error }: StepReport): boolean {
  return ms !== undefined && error === undefined && checks.every((check) => check.held);
}

/** What was checked, what was found, and how long each step took. */
export function reportTable(steps: readonly StepReport[]): string {
  const table = new Table({
    head: ["step", "time", "checked", "found", ""],
    style: { head: [], border: [], compact: true },
    colWidths: [31, 8, 43, 20, 7],
    wordWrap: true,
  });
  for (const step of steps) {
    const time = step.ms === undefined ? "–" : `${(step.ms / 1000).toFixed(1)} s`;
    const rows = step.checks.map(({ claim, expected, found, held }) => [
      claim,
      held ? found : `${found}\n(expected: ${expected})`,
      held ? "holds" : "FAILS",
    ]);
    if (step.error) rows.push(["the step comes to its end", step.error.split("\n", 1)[0] ?? "", "FAILS"]);
    if (step.ms === undefined) rows.push(["", "not reached", ""]);
    if (rows.length === 0) rows.push(["", "", ""]);
    for (const [index, row] of rows.entries()) {
      table.push(index === 0 ? [step.title, time, ...row] : ["", "", ...row]);
    }
  }
  const all = steps.flatMap(({ checks }) => checks);
  const total = steps.reduce((sum, { ms = 0 }) => sum + ms, 0);
  const good = all.filter((check) => check.held).length;
  return `${table}\n${good} of ${all.length} checks hold; ${(total / 1000).toFixed(0)} s.`;
}
