/** Suites whose stacks run in jest's process in `npm test`. */
const IN_PROCESS = [
  "**/tests/inProcess/*.test.ts",
  "**/tests/bench/growth.test.ts",
  "**/tests/cli/review/*.test.ts",
  "**/tests/cli/drift/drift.test.ts",
  "**/tests/workflows/{roles,run}.test.ts",
  "**/tests/cli/access-diff/deployed*.test.ts",
  "**/tests/docs/jobs.test.ts",
  "**/tests/sandbox/plugins/lifecycle.test.ts",
];

/** What they are called among the sweeps. */
const STACKS = "stacks";

/** One start of jest. */
export interface SweepRun {
  args: string[];
  env: Record<string, string>;
}

/**
 * What `npm run test:sweeps -- [names] [jest arguments]` starts: the sweeps of these names, all where there is none. Names come first, as
 * what follows an option may be its value.
 *
 * @param sweeps names of `tests/sweeps/<name>.sweep.ts`
 * @returns the runs, or what is wrong with the names
 * @example sweepRuns(["killed", "-w", "1"], ["crash", "killed"])
 */
export function sweepRuns(
  args: readonly string[],
  sweeps: readonly string[],
): { runs: SweepRun[] } | { problem: string } {
  const first = args.findIndex((arg) => arg.startsWith("-"));
  const names = first === -1 ? args : args.slice(0, first);
  const rest = args.slice(names.length);
  const known = [...sweeps, STACKS];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    return {
      problem: `There is no sweep ${unknown.map((name) => JSON.stringify(name)).join(", ")}. Sweeps: ${known.join(", ")}.`,
    };
  const chosen = names.length > 0 ? sweeps.filter((name) => names.includes(name)) : ["*"];
  const matches = chosen.map((name) => `**/tests/sweeps/${name}.sweep.ts`);
  return {
    runs: [
      ...(matches.length > 0 ? [{ args: ["--testMatch", ...matches, ...rest], env: {} }] : []),
      ...(names.length === 0 || names.includes(STACKS)
        ? [{ args: ["--testMatch", ...IN_PROCESS, ...rest], env: { ENGINE_STACKS: "1" } }]
        : []),
    ],
  };
}
