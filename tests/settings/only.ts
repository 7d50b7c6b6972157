import { expect } from "@jest/globals";
import { problemsOf } from "./fixture.ts";

/** The one problem that settings have. */
export function only(raw: unknown) {
  const problems = problemsOf(raw);
  expect(problems).toHaveLength(1);
  return problems[0];
}
