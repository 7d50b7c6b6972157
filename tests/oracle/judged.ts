import { join } from "node:path";
import { expect } from "@jest/globals";
import { execa } from "execa";
import type { Verdict } from "./run.ts";

const SEED = 20261126;

/**
 * From so many seeds a world is made and changed 28 times; runs that are cut short are not compared, the others are. What the access diff
 * says must be what calls show.
 */
export async function expectDiffAndCallsToAgree(starts: number): Promise<void> {
  const script = join(import.meta.dirname, "run.ts");
  const { stdout } = await execa("node", [script, String(SEED), String(starts), "28"], { preferLocal: true });
  const { changes, calls, wrong, cut } = JSON.parse(stdout.split("\n").at(-1) ?? "") as Verdict;
  expect(wrong).toEqual([]);
  expect(changes).toBeGreaterThanOrEqual(25 * starts);
  expect(cut).toBeGreaterThanOrEqual(starts);
  // Worlds in which nothing changes would prove nothing.
  expect(calls).toBeGreaterThan(12 * starts);
}
