import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { sweepRuns } from "../../scripts/sweepRuns.ts";

const SWEEPS = ["crash", "faults", "import-killed"];

/** What jest is to match in each run, and what else it is told. */
function runsOf(...args: string[]) {
  const asked = sweepRuns(args, SWEEPS);
  if ("problem" in asked) throw new Error(asked.problem);
  return asked.runs.map(({ args: told, env }) => ({
    patterns: told.filter((arg) => arg.startsWith("**")),
    rest: told.filter((arg) => !arg.startsWith("**")),
    stacks: env.ENGINE_STACKS,
  }));
}

test("without a name all sweeps run, and then the stacks that run in process elsewhere", () => {
  const [sweeps, stacks, ...more] = runsOf();
  expect(sweeps).toMatchObject({ patterns: ["**/tests/sweeps/*.sweep.ts"], stacks: undefined });
  expect(stacks?.patterns).toContain("**/tests/inProcess/*.test.ts");
  expect(stacks?.stacks).toBe("1");
  expect(more).toEqual([]);
});

test("a name runs that sweep alone, several those, and what begins with an option goes to jest", () => {
  expect(runsOf("import-killed")).toMatchObject([{ patterns: ["**/tests/sweeps/import-killed.sweep.ts"] }]);
  expect(runsOf("import-killed", "crash", "-w", "1", "-t", "faults")).toEqual([
    {
      patterns: ["**/tests/sweeps/crash.sweep.ts", "**/tests/sweeps/import-killed.sweep.ts"],
      rest: ["--testMatch", "-w", "1", "-t", "faults"],
      stacks: undefined,
    },
  ]);
  expect(runsOf("stacks")).toMatchObject([{ stacks: "1" }]);
  expect(runsOf("-w", "1").map(({ rest }) => rest)).toEqual([
    ["--testMatch", "-w", "1"],
    ["--testMatch", "-w", "1"],
  ]);
});

test("an unknown name is a usage error that lists those that there are, and nothing runs", async () => {
  const script = join(projectFolder, "scripts", "sweeps.ts");
  const run = await execa("node", [script, "import-kiled"], { reject: false });
  expect(run).toMatchObject({ exitCode: 2, stdout: "" });
  expect(run.stderr).toMatch(/^There is no sweep "import-kiled"\. Sweeps: /);
  expect(run.stderr).toMatch(/crash, .*import-files, import-killed, .*stacks/);
});
