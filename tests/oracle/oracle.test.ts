import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import type { Verdict } from "./run.ts";

/** From this many seeds a world is made and changed 28 times; runs that are cut short are not compared, the others are. */
const STARTS = 8;
const SEED = 20261126;

test("what the access diff says of 200 random changes is what calls show", async () => {
  const script = join(import.meta.dirname, "run.ts");
  const { stdout } = await execa("node", [script, String(SEED), String(STARTS), "28"], { preferLocal: true });
  const { changes, calls, wrong, cut } = JSON.parse(stdout.split("\n").at(-1) ?? "") as Verdict;
  expect(wrong).toEqual([]);
  expect(changes).toBeGreaterThanOrEqual(200);
  expect(cut).toBeGreaterThan(10);
  // Worlds in which nothing changes would prove nothing.
  expect(calls).toBeGreaterThan(100);
}, 600_000);
