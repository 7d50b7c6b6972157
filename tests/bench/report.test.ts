import { expect, test } from "@jest/globals";
import { noReadings, type Readings } from "../../bench/readings.ts";
import { figures } from "../../bench/report/figures.ts";
import { picture } from "../../bench/report/picture.ts";
import { median, pairedRatio } from "../../bench/report/statistics.ts";
import { figuresTable, ratiosTable } from "../../bench/report/table.ts";
import { counts } from "../../bench/workload.ts";

test("the median is the middle value, or the mean of the middle two", () => {
  expect(median([9, 1, 4])).toBe(4);
  expect(median([9, 1, 4, 2])).toBe(3);
  expect(median([])).toBeNaN();
});

test("ratios are taken round by round, so that a slow minute does not count", () => {
  expect(pairedRatio([1, 20, 1.2], [1, 20, 1])).toBe(1);
  expect(pairedRatio([3], [])).toBeNaN();
});

test.each([10, 20, 100, 200, 400, 1000])("a workload of %i resources has as many", (size) => {
  const { apis, applications } = counts(size);
  expect(apis + 3 * applications).toBe(size);
  expect(apis).toBeLessThanOrEqual(12);
});

const readings = (factor: number, refreshCalls: number): Readings => ({
  ...noReadings(),
  up: [2 * factor],
  preview: [factor],
  destroy: [factor],
  refresh: [factor],
  change: [factor],
  cpu: { up: [factor] },
  calls: { refresh: [refreshCalls] },
  stateBytes: [1000 * factor],
});
const results = {
  ours: { 10: readings(1.2, 5) },
  floor: { 10: readings(1, 0) },
  usual: { 10: readings(5, 9) },
};

test("figures say which goals are met; one that is not stays in the table", () => {
  const list = figures({ results, startup: { ours: [1], empty: [1] } });
  expect(list.map(({ name, met }) => `${name}: ${met}`)).toEqual([
    "no-op preview, ours / floor, N = 10: false",
    "destroy, ours / floor, N = 10: false",
    "state bytes, ours / floor, N = 10: true",
    "state bytes, ours / usual, N = 10: true",
    "provider process to first answer, ours / empty: true",
  ]);
  expect(figuresTable(list)).toMatch(/destroy, ours \/ floor, N = 10 .* 1\.20 .* ≤ 1\.15 .* NOT met/);
  expect(ratiosTable(results)).toMatch(/CPU +│ 10 +│ 1\.20/);
});

test("goals for up and for the calls of a refresh hold from N = 100 and N = 400 on", () => {
  const sized = (size: number) => ({
    ours: { [size]: readings(1.2, 5) },
    floor: { [size]: readings(1, 0) },
    usual: { [size]: readings(5, 9) },
  });
  const verdicts = (size: number) =>
    figures({ results: sized(size), startup: { ours: [1], empty: [1] } })
      .filter(({ name }) => /^(up|refresh)/.test(name))
      .map(({ name, met }) => `${name}: ${met}`);
  expect(verdicts(100)).toEqual(["up, ours / floor, N = 100: false"]);
  expect(verdicts(400)).toEqual([
    "up, ours / floor, N = 400: false",
    "refresh, HTTP calls a resource, N = 400: true",
  ]);
});

test("the picture draws each contestant in both panels", () => {
  const svg = picture(results);
  for (const name of ["ours", "floor", "usual"])
    expect(svg.match(new RegExp(`>${name}<`, "g"))).toHaveLength(2);
  expect(svg).not.toContain("NaN");
});
