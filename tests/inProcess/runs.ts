const shared = globalThis as { inProcessRuns?: number };

/** A mark (tests/engine/warm/freshModules.ts) with which modules are loaded anew, as the processes of a run do; other than those of jest's files. */
export function nextRun(): number {
  shared.inProcessRuns = (shared.inProcessRuns ?? 1_000_000) + 1;
  return shared.inProcessRuns;
}
