import { expect, test } from "@jest/globals";
import { mapValues, pickBy } from "../../shared/records.ts";

const fromDocument: Record<string, number> = JSON.parse('{ "b": 1, "__proto__": 2, "a": 3 }');

test("mapValues keeps every key and their order", () => {
  expect(Object.entries(mapValues(fromDocument, (value, key) => `${key}${value}`))).toEqual([
    ["b", "b1"],
    ["__proto__", "__proto__2"],
    ["a", "a3"],
  ]);
});

test("pickBy keeps what passes", () => {
  expect(Object.entries(pickBy(fromDocument, (value, key) => value > 1 && key !== "a"))).toEqual([
    ["__proto__", 2],
  ]);
});
