import Table from "cli-table3";
import { type LargeApiReadings, type Phase, phases, type Readings } from "../readings.ts";
import type { ScriptReadings } from "../script.ts";
import type { Contestant, Figure, Results } from "./figures.ts";
import { median, pairedRatio } from "./statistics.ts";

const plain = { style: { head: [], border: [] } };

/** Medians: a row for each contestant and size. */
export function mediansTable(results: Results): string {
  const table = new Table({
    ...plain,
    head: [
      "contestant",
      "N",
      ...phases.map((phase) => `${phase} s`),
      `calls ${phases.join("/")}`,
      "state kB",
      "provider MB",
    ],
  });
  for (const contestant of Object.keys(results) as Contestant[]) {
    for (const [size, readings] of Object.entries(results[contestant])) {
      const calls = (phase: Phase) => (readings.calls[phase]?.length ? median(readings.calls[phase]) : "-");
      table.push([
        contestant,
        size,
        ...phases.map((phase) => median(readings[phase]).toFixed(2)),
        phases.map(calls).join(" / "),
        (median(readings.stateBytes) / 1000).toFixed(0),
        (median(readings.providerBytes) / 1e6).toFixed(0),
      ]);
    }
  }
  return table.toString();
}

/** Ours against the floor: time on the clock and processor time, of each phase. */
export function ratiosTable({ ours, floor }: Results): string {
  const table = new Table({ ...plain, head: ["ours / floor", "N", ...phases] });
  for (const size of Object.keys(ours).map(Number)) {
    const pair = [ours[size], floor[size]] as [Readings, Readings];
    table.push(["time", size, ...phases.map((phase) => ratio(pair, (readings) => readings[phase]))]);
    table.push(["CPU", size, ...phases.map((phase) => ratio(pair, ({ cpu }) => cpu[phase] ?? []))]);
  }
  return table.toString();
}

function ratio([a, b]: [Readings, Readings], list: (readings: Readings) => number[]): string {
  return pairedRatio(list(a), list(b)).toFixed(2);
}

/** The large API against the small one. */
export function largeApiTable({ large, small, operations }: LargeApiReadings): string {
  const head = [`${operations.large} operations / ${operations.small}`, ...phases];
  const table = new Table({ ...plain, head });
  const calls = ({ calls: lists }: Readings, phase: Phase) => median(lists[phase] ?? []);
  table.push(["time", ...phases.map((phase) => ratio([large, small], (readings) => readings[phase]))]);
  table.push(["CPU", ...phases.map((phase) => ratio([large, small], ({ cpu }) => cpu[phase] ?? []))]);
  table.push(["calls", ...phases.map((phase) => `${calls(large, phase)} / ${calls(small, phase)}`)]);
  const bytes = `${median(large.stateBytes)} / ${median(small.stateBytes)}`;
  table.push(["state bytes", bytes, "", "", "", ""]);
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
