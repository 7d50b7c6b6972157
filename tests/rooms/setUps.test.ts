import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { repeatedSetUps } from "./setUps.ts";

/** In more than one file, hooks as long as this one are a function that is missing (see tests/lifetimes.ts). */
const SHORT = 5;

test("no set-up of tests stands in two files", () => {
  const found = repeatedSetUps(join(projectFolder, "tests"));
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter(({ lines }) => lines > SHORT)).toEqual([]);
});
