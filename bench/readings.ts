/** Raw readings of one contestant at one size; one entry a round. Seconds and bytes. */
export interface Readings {
  /** Processor time of CLI, engine, language host, program and provider together, by phase. NaN where `/proc` is not there. */
  cpu: Partial<Record<Phase, number[]>>;
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

export const noReadings = (): Readings => ({
  up: [],
  preview: [],
  change: [],
  refresh: [],
  destroy: [],
  cpu: {},
  calls: {},
  stateBytes: [],
  providerBytes: [],
});

/** Readings for an API of 262 operations and for its first ten, or nothing where the official document is absent. */
export interface LargeApiReadings {
  large: Readings;
  small: Readings;
  operations: { large: number; small: number };
}
