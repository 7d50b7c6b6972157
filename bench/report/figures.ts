import { pairedRatio } from "./statistics.ts";

/** Raw readings of one contestant at one size; one entry a round. Seconds and bytes. */
export interface Readings {
  up: number[];
  preview: number[];
  change: number[];
  refresh: number[];
  destroy: number[];
  /** HTTP calls that reached the control plane, by phase. Empty for contestants that make none. */
  calls: Partial<Record<Phase, number[]>>;
  stateBytes: number[];
  /** High-water mark of the dynamic provider's process. */
  providerBytes: number[];
}

export type Phase = "up" | "preview" | "change" | "refresh" | "destroy";
export const phases: Phase[] = ["up", "preview", "change", "refresh", "destroy"];
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

/** The goals of `docs/performance.md`, as far as these results hold them. */
export function figures(results: Results): Figure[] {
  const list: Figure[] = [];
  for (const [size, ours] of Object.entries(results.ours)) {
    const floor = results.floor[Number(size)];
    const usual = results.usual[Number(size)];
    const resources = Number(size);
    if (floor) {
      const ratio = (phase: Phase) => pairedRatio(ours[phase], floor[phase]);
      list.push(
        figure(`up, ours / floor, N = ${size}`, ratio("up"), 1.15, "time"),
        figure(`no-op preview, ours / floor, N = ${size}`, ratio("preview"), 1.1, "time"),
        figure(`destroy, ours / floor, N = ${size}`, ratio("destroy"), 1.15, "time"),
        figure(
          `state bytes, ours / floor, N = ${size}`,
          pairedRatio(ours.stateBytes, floor.stateBytes),
          1.3,
          "count",
        ),
      );
    }
    if (usual) {
      const bytes = pairedRatio(ours.stateBytes, usual.stateBytes);
      list.push(figure(`state bytes, ours / usual, N = ${size}`, bytes, 0.3, "count"));
    }
    const refreshCalls = Math.max(...(ours.calls.refresh ?? []));
    list.push(figure(`refresh, HTTP calls a resource, N = ${size}`, refreshCalls / resources, 0.4, "count"));
  }
  return list;
}
