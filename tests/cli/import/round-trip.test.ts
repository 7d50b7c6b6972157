import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import type { RoundTrips } from "./roundTrip.ts";

test("stacks of random worlds that lose state and file come back by an import: the same settings, an empty preview", async () => {
  const script = join(import.meta.dirname, "roundTrip.ts");
  const { stdout } = await execa("node", [script, "20261126", "4", "5"], { preferLocal: true });
  const { worlds, wrong } = JSON.parse(stdout.split("\n").at(-1) ?? "") as RoundTrips;
  expect(wrong).toEqual([]);
  expect(worlds).toBe(4);
}, 300_000);
