const shared = globalThis as { inProcessRuns?: number };

/** A number of its own for each run of this process. */
export function nextRun(): number {
  shared.inProcessRuns = (shared.inProcessRuns ?? 0) + 1;
  return shared.inProcessRuns;
}
