import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { daysUntil, parseExpiry } from "../../settings/rules/expiry.ts";

const NOW = new Date("2026-08-31T23:59:59Z");

test.each([
  ["1d", "2026-09-01T00:00:00Z"],
  ["2w", "2026-09-14T00:00:00Z"],
  ["6m", "2027-02-28T00:00:00Z"],
  ["2y", "2028-08-31T00:00:00Z"],
  ["2027-03-31", "2027-03-31T00:00:00Z"],
])("%s", (expires, endDate) => expect(parseExpiry(expires, NOW)).toEqual({ endDate }));

test.each(["0d", "-1d", "180", "180 d", "2027-3-1", "2027-02-29", "P180D", ""])("%p is none", (expires) => {
  expect(parseExpiry(expires, NOW)).toEqual({
    problem: expect.stringContaining("allowed is a duration like 180d"),
  });
});

test.each([
  // A secret that exists keeps its own date; whether one is to be made is not known here.
  ["2026-08-31", undefined],
  ["2020-01-01", undefined],
  ["731d", undefined],
  ["732d", "is beyond 24 months"],
  ["2028-09-01", "is beyond 24 months (2028-08-31)"],
])("%s against today and 24 months", (expires, problem) => {
  const result = parseExpiry(expires, NOW);
  if (problem) expect(result).toEqual({ problem: expect.stringContaining(problem) });
  else expect(result).toHaveProperty("endDate");
});

describe("properties", () => {
  const times = fc.date({ min: new Date("2024-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });
  test("a duration gives the same date all day long, so that preview and up agree", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 700 }), fc.nat(86_399_999), (time, days, later) => {
        const day = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()));
        expect(parseExpiry(`${days}d`, new Date(day.getTime() + later))).toEqual(
          parseExpiry(`${days}d`, day),
        );
      }),
    );
  });
  test("n days from now are n whole days, less the part of today that is over", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 2, max: 700 }), (now, days) => {
        const { endDate } = parseExpiry(`${days}d`, now) as { endDate: string };
        expect(days - daysUntil(endDate, now)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
