/** `npm run test:sweeps [-- jest arguments]`: each fault and each kill through the engine, then the stacks that `npm test` runs in its own process. */
import { join } from "node:path";
import { execa } from "execa";

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

const jest = async (args: string[], env: Record<string, string> = {}): Promise<number> => {
  const test = join(import.meta.dirname, "test.ts");
  const { exitCode } = await execa("node", [test, ...args, ...process.argv.slice(2)], {
    stdio: "inherit",
    reject: false,
    env,
  });
  return exitCode ?? 1;
};

const codes = [
  await jest(["--testMatch", "**/tests/sweeps/*.sweep.ts"]),
  await jest(["--testMatch", ...IN_PROCESS], { ENGINE_STACKS: "1" }),
];
process.exitCode = codes.find((code) => code !== 0) ?? 0;
