import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import type { LargeApiReadings, Readings } from "../../bench/readings.ts";
import type { Contestant, Figure, Results } from "../../bench/report/figures.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { inTempFolder } from "../engine/harness.ts";

interface Written {
  results: Results;
  figures: Figure[];
  large?: LargeApiReadings;
}

/** Counts alone: times are the machine's, not the program's. */
test("`npm run bench -- --quick` runs all contestants and meets the goals that are counts", async () => {
  await inTempFolder(async (folder) => {
    const { stdout } = await execa(process.execPath, ["bench/main.ts", "--quick", "--out", folder], {
      cwd: projectFolder,
      env: { NODE_OPTIONS: "" },
    });
    const written = JSON.parse(await readFile(join(folder, "results.json"), "utf8")) as Written;
    for (const { name } of written.figures) expect(stdout).toContain(name);

    // Of 10 resources one is the permissions of an API (3 calls; 1 to read, 5 to leave it), the others three applications with a
    // key and a subscription each (a call each; to read a list, a list of keys each and one of subscriptions; they go along).
    const { up, ...ours } = callsOf(written.results, "ours");
    // `editApi` (providers/choreo/sharing/workingCopy.ts) starts over where the machine held it up between reading the API and
    // writing it: one more read.
    expect([12, 13]).toContain(up);
    expect(ours).toEqual({
      preview: 0,
      change: 2,
      refresh: 6,
      destroy: 8,
    });
    expect(callsOf(written.results, "floor")).toEqual({
      up: 0,
      preview: 0,
      change: 0,
      refresh: 0,
      destroy: 0,
    });
    expect(callsOf(written.results, "usual")).toEqual({
      up: 11,
      preview: 0,
      change: 1,
      refresh: 10,
      destroy: 5,
    });

    const bytes = written.figures.filter(({ name }) => name.startsWith("state bytes"));
    expect(bytes.map(({ name, met }) => ({ name, met }))).toEqual([
      { name: "state bytes, ours / floor, N = 10", met: true },
      { name: "state bytes, ours / usual, N = 10", met: true },
    ]);
    // However many operations an API has, it takes as many calls.
    if (written.large) expect(written.large.large.calls).toEqual(written.large.small.calls);

    expect(await readFile(join(folder, "results.svg"), "utf8")).toMatch(/^<svg [\s\S]*usual<\/text>/);
  });
}, 900_000);

function callsOf(results: Results, contestant: Contestant): Record<string, number> {
  const { calls } = results[contestant][10] as Readings;
  return Object.fromEntries(Object.entries(calls).map(([phase, [count]]) => [phase, count as number]));
}
