import { describe, expect, test } from "@jest/globals";
import { firstDifference } from "../../story/remember.ts";
import { held, reportTable, type StepReport } from "../../story/report.ts";

const check = (held: boolean) => ({
  claim: "Eve is refused",
  expected: "403",
  found: held ? "403" : "201",
  held,
});
const good: StepReport = { title: "call", ms: 1200, checks: [check(true)] };
const failed: StepReport = { title: "call", ms: 1200, checks: [check(true), check(false)] };
const broken: StepReport = { title: "up", ms: 10, checks: [], error: "no engine\nstack" };
const unreached: StepReport = { title: "destroy", checks: [] };

describe("a step", () => {
  test.each([
    ["holds when all its checks do", good, true],
    ["fails with one of its checks", failed, false],
    ["fails when it breaks", broken, false],
    ["fails when it was not reached", unreached, false],
  ])("%s", (_case, step, expected) => expect(held(step)).toBe(expected));
});

test("the table says what was expected where something else was found, and what was not reached", () => {
  const table = reportTable([failed, broken, unreached]);
  expect(table).toMatch(/201.*FAILS/);
  expect(table).toContain("(expected: 403)");
  expect(table).toMatch(/no engine.*FAILS/);
  expect(table).not.toContain("stack");
  expect(table).toContain("not reached");
  expect(table).toContain("1 of 2 checks hold");
});

describe("firstDifference", () => {
  test.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, undefined],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, "a[1].b"],
    [{ a: 1 }, { a: 1, extra: 1 }, "extra"],
    [{ a: [] }, { a: {} }, "a"],
    [1, 2, "everything"],
  ])("%j and %j: %s", (a, b, where) => expect(firstDifference(a, b)).toBe(where));
});
