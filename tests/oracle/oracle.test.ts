import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import type { Verdict } from "./run.ts";

/** From this many seeds a world is made and changed 25 times; each is a change of its own, the making included. */
const STARTS = 8;
const SEED = 20261126;

test("what the access diff says of 208 random changes is what calls show", async () => {
  const script = join(import.meta.dirname, "run.ts");
  const { stdout } = await execa("node", [script, String(SEED), String(STARTS)], { preferLocal: true });
  const { changes, calls, wrong } = JSON.parse(stdout.split("\n").at(-1) ?? "") as Verdict;
  expect(wrong).toEqual([]);
  expect(changes).toBe(208);
  // Worlds in which nothing changes would prove nothing.
  expect(calls).toBeGreaterThan(100);
}, 600_000);
