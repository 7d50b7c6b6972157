/** `npm test [-- jest arguments]`: jest with what its ESM mode needs. */
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
  env: {
    NODE_OPTIONS: [
      process.env.NODE_OPTIONS,
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
    ]
      .filter(Boolean)
      .join(" "),
  },
});
process.exitCode = exitCode ?? 1;
