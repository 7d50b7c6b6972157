/** `npm test [-- jest arguments]`: jest, whose test files Node.js runs itself (tests/jest/testRunner.ts). */
import { availableParallelism } from "node:os";
import { execa } from "execa";

/** Engine tests mostly wait for other processes: fewer workers would leave cores idle. */
const LEAST_WORKERS = 2;

const args = process.argv.slice(2);
const workers = args.some((arg) => /^(-w|-i|--maxWorkers|--runInBand)/.test(arg))
  ? []
  : [`--maxWorkers=${Math.max(LEAST_WORKERS, availableParallelism())}`];

const { exitCode } = await execa("jest", [...workers, ...args], {
  preferLocal: true,
  stdio: "inherit",
  reject: false,
  // Node.js strips types and hooks module loading by means that it calls experimental.
  env: {
    NODE_OPTIONS: [process.env.NODE_OPTIONS, "--disable-warning=ExperimentalWarning"]
      .filter(Boolean)
      .join(" "),
    // It would keep each module of each file's run, under a name that is not asked for again: seconds at a worker's end, for which jest does
    // not wait ("failed to exit gracefully"). What tests start has it (tests/jest/testRunner.ts).
    NODE_DISABLE_COMPILE_CACHE: "1",
  },
});
process.exitCode = exitCode ?? 1;
