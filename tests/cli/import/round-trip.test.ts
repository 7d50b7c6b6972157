import { expect, test } from "@jest/globals";
import { roundTrips } from "./roundTrip.ts";

test("stacks of random worlds that lose state and file come back by an import: the same settings, an empty preview", async () => {
  const { worlds, wrong } = await roundTrips(20261126, 4, 5);
  expect(wrong).toEqual([]);
  expect(worlds).toBe(4);
}, 300_000);
