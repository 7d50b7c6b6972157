import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import type { Verdict } from "./worlds.ts";

test("of 26 random worlds that the program made, a survey pairs what the program paired and computes the same access", async () => {
  const script = join(import.meta.dirname, "worlds.ts");
  const { stdout } = await execa("node", [script, "20261126", "2", "12"], { preferLocal: true });
  const { worlds, chains, wrong } = JSON.parse(stdout.split("\n").at(-1) ?? "") as Verdict;
  expect(wrong).toEqual([]);
  expect(worlds).toBe(26);
  expect(chains).toBeGreaterThan(40);
}, 300_000);
