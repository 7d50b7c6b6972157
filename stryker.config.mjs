/** Without what starts the engine and the tool itself: no test in process reaches it. */
const FILES =
  "access/**/*.ts cli/access-diff/**/*.ts settings/openapi/**/*.ts program/announceOpen.ts program/history/{asGatewaysHave,deployedBefore,leftEnvironments}.ts !cli/access-diff/engine.ts !cli/access-diff/main.ts";

/**
 * `npm run mutation`: how much of what decides about access the tests hold. Not in CI: it takes about half an hour; what it has found once it
 * keeps in .sandbox/mutation, so that the next run looks at changes only.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  plugins: ["./tests/mutation/runner.ts"],
  testRunner: "in-one-process",
  coverageAnalysis: "perTest",
  mutate: (process.env.MUTATE ?? FILES).split(" "),
  ignorePatterns: [".sandbox", "docs", "bench", "story"],
  concurrency: 1,
  incremental: true,
  incrementalFile: ".sandbox/mutation/incremental.json",
  tempDirName: ".sandbox/mutation/tmp",
  reporters: ["clear-text", "json", "progress-append-only"],
  jsonReporter: { fileName: ".sandbox/mutation/report.json" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  timeoutMS: 15_000,
  thresholds: { high: 95, low: 85, break: 85 },
  disableTypeChecks: false,
  allowConsoleColors: false,
};
