import type { LargeApiReadings, Readings } from "../readings.ts";
import type { StartReadings } from "../startup.ts";
import { pairedRatio } from "./statistics.ts";

export type Contestant = "ours" | "floor" | "usual";

/** By contestant, then by number of resources. */
export type Results = Record<Contestant, Record<number, Readings>>;

export interface Figure {
  name: string;
  value: number;
  goal: number;
  /** Timed figures vary with the machine; counts do not. */
  kind: "time" | "count";
  met: boolean;
}

const figure = (name: string, value: number, goal: number, kind: Figure["kind"]): Figure => ({
  name,
  value,
  goal,
  kind,
  met: value <= goal,
});

export interface Measured {
  results: Results;
  startup: StartReadings;
  /** Absent where the official document is. */
  large?: LargeApiReadings | undefined;
}

/** The goals of `docs/performance.md`, as far as these results hold them. */
export function figures({ results, startup, large }: Measured): Figure[] {
  return [
    ...Object.keys(results.ours).flatMap((size) => sizeFigures(results, Number(size))),
    ...(large ? largeApiFigures(large) : []),
    figure(
      "provider process to first answer, ours / empty",
      pairedRatio(startup.ours, startup.empty),
      1.3,
      "time",
    ),
  ];
}

/** Sizes from which on a goal is set; below, what a run needs once outweighs what it needs for each resource. */
const UP_FROM = 100;
const REFRESH_FROM = 400;

function sizeFigures({ ours, floor, usual }: Results, size: number): Figure[] {
  const [our, least, common] = [ours[size], floor[size], usual[size]];
  if (!our || !least || !common) return [];
  const calls = Math.max(...(our.calls.refresh ?? []));
  return [
    ...(size >= UP_FROM
      ? [figure(`up, ours / floor, N = ${size}`, pairedRatio(our.up, least.up), 1.15, "time")]
      : []),
    figure(`no-op preview, ours / floor, N = ${size}`, pairedRatio(our.preview, least.preview), 1.1, "time"),
    figure(`destroy, ours / floor, N = ${size}`, pairedRatio(our.destroy, least.destroy), 1.15, "time"),
    ...(size >= REFRESH_FROM
      ? [figure(`refresh, HTTP calls a resource, N = ${size}`, calls / size, 0.4, "count")]
      : []),
    figure(
      `state bytes, ours / floor, N = ${size}`,
      pairedRatio(our.stateBytes, least.stateBytes),
      1.3,
      "count",
    ),
    figure(
      `state bytes, ours / usual, N = ${size}`,
      pairedRatio(our.stateBytes, common.stateBytes),
      0.3,
      "count",
    ),
  ];
}

function largeApiFigures({ large, small, operations }: LargeApiReadings): Figure[] {
  const name = `no-op preview, API of ${operations.large} operations / of ${operations.small}`;
  return [figure(name, pairedRatio(large.preview, small.preview), 1.1, "time")];
}
