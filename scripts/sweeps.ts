/** `npm run test:sweeps [-- names] [jest arguments]`: each fault and each kill through the engine, then the stacks that `npm test` runs in its own process. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { type SweepRun, sweepRuns } from "./sweepRuns.ts";

const ENDING = ".sweep.ts";

const jest = async ({ args, env }: SweepRun): Promise<number> => {
  const test = join(import.meta.dirname, "test.ts");
  const { exitCode } = await execa("node", [test, ...args], { stdio: "inherit", reject: false, env });
  return exitCode ?? 1;
};

const sweeps = readdirSync(join(import.meta.dirname, "..", "tests", "sweeps"))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));
const asked = sweepRuns(process.argv.slice(2), sweeps);
if ("problem" in asked) {
  console.error(asked.problem);
  process.exitCode = 2;
} else {
  const codes: number[] = [];
  for (const run of asked.runs) codes.push(await jest(run));
  process.exitCode = codes.find((code) => code !== 0) ?? 0;
}
