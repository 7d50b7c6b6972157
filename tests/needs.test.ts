import { expect, jest, test } from "@jest/globals";
import { needs } from "./needs.ts";

test("what is there is used, in CI and elsewhere", () => {
  for (const env of [{}, { CI: "true" }]) expect(needs(true, "a browser", "get one", env)).toBe(true);
});

test("what is absent fails in CI, and is told in one line elsewhere", () => {
  expect(() => needs(false, "a browser", ".ci/browser gets one", { CI: "true" })).toThrow(
    "In CI nothing is skipped, but this machine lacks a browser: .ci/browser gets one.",
  );
  const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    expect(needs(false, "a browser", ".ci/browser gets one", {})).toBe(false);
    expect(write.mock.calls).toEqual([["Skipped for want of a browser: .ci/browser gets one.\n"]]);
  } finally {
    write.mockRestore();
  }
});
