import { expect, test } from "@jest/globals";
import { surveyWorlds } from "./worlds.ts";

test("of 26 random worlds that the program made, a survey pairs what the program paired and computes the same access", async () => {
  const { worlds, chains, wrong } = await surveyWorlds(20261126, 2, 12);
  expect(wrong).toEqual([]);
  expect(worlds).toBe(26);
  expect(chains).toBeGreaterThan(40);
}, 300_000);
