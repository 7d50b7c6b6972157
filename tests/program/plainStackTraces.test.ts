import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";

test("the SDK's stack traces are Node.js' own, without a look into source maps", () => {
  // As the SDK's `cmd/run` does before it loads the program.
  const script = `
    require("source-map-support/register");
    const before = typeof Error.prepareStackTrace;
    import("./program/plainStackTraces.ts").then(() => console.log(before, typeof Error.prepareStackTrace));`;
  const output = execFileSync(process.execPath, ["-e", script], {
    env: { ...process.env, NODE_OPTIONS: "" },
    encoding: "utf8",
  });
  expect(output.trim()).toBe("function undefined");
});
