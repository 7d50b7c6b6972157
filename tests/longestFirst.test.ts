import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../sandbox/engine/index.ts";

interface Sequencer {
  SECONDS: Record<string, number>;
  default: new () => { sort(tests: object[]): { path: string }[] };
}

test("where no times are known, the suites that take long begin first; each of them exists", async () => {
  // Plain JavaScript, as jest's configuration is.
  const file = "./longestFirst.mjs";
  const { SECONDS, default: LongestFirst } = (await import(file)) as Sequencer;
  for (const name of Object.keys(SECONDS))
    expect([name, existsSync(join(projectFolder, name))]).toEqual([name, true]);
  const context = {
    hasteFS: { getSize: () => 0 },
    config: { rootDir: projectFolder, cacheDirectory: join(projectFolder, ".sandbox", "absent"), id: "none" },
  };
  const names = ["tests/needs.test.ts", "tests/inProcess/apim.test.ts", "tests/workflows/run.test.ts"];
  const tests = names.map((name) => ({ path: join(projectFolder, name), context }));
  expect(new LongestFirst().sort(tests).map(({ path }) => path)).toEqual(
    names.toReversed().map((name) => join(projectFolder, name)),
  );
});
