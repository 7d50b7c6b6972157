import Table from "cli-table3";
import type { ScriptReadings } from "../script.ts";
import { type Contestant, type Figure, phases, type Results } from "./figures.ts";
import { median } from "./statistics.ts";

const plain = { style: { head: [], border: [] } };

/** Medians: a row for each contestant and size. */
export function mediansTable(results: Results): string {
  const table = new Table({
    ...plain,
    head: [
      "contestant",
      "N",
      ...phases.map((phase) => `${phase} s`),
      "calls up/refresh",
      "state kB",
      "provider MB",
    ],
  });
  for (const contestant of Object.keys(results) as Contestant[]) {
    for (const [size, readings] of Object.entries(results[contestant])) {
      const calls = [readings.calls.up, readings.calls.refresh].map((list) =>
        list?.length ? median(list) : "-",
      );
      table.push([
        contestant,
        size,
        ...phases.map((phase) => median(readings[phase]).toFixed(2)),
        calls.join(" / "),
        (median(readings.stateBytes) / 1000).toFixed(0),
        (median(readings.providerBytes) / 1e6).toFixed(0),
      ]);
    }
  }
  return table.toString();
}

/** The same HTTP calls without Pulumi. */
export function scriptTable(scripts: ScriptReadings[]): string {
  const table = new Table({ ...plain, head: ["plain HTTP, N", "sequential s", "10 at a time s"] });
  for (const { resources, sequential, tenAtATime } of scripts) {
    table.push([resources, median(sequential).toFixed(2), median(tenAtATime).toFixed(2)]);
  }
  return table.toString();
}

/** One row for each figure with its goal. One that is not met stays in the table as not met. */
export function figuresTable(figures: Figure[]): string {
  const table = new Table({ ...plain, head: ["figure", "value", "goal", ""] });
  for (const { name, value, goal, met } of figures) {
    table.push([name, value.toFixed(2), `≤ ${goal}`, met ? "met" : "NOT met"]);
  }
  return table.toString();
}
