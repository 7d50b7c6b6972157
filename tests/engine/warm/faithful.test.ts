import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, inOwnProcesses, withProgram } from "../harness.ts";
import { comparable } from "./comparable.ts";

// What the other engine tests look at is the same in warm processes as in processes that each run starts for itself. The life of the
// guide's stack: tests/sweeps/warm.sweep.ts.

const PROGRAM = `
  import * as pulumi from "@pulumi/pulumi";
  console.log("said", process.argv.length, process.env.SAID);
  console.error("complained");
  pulumi.log.warn("warned");
  export const stack = pulumi.getStack();
  process.once("beforeExit", () => console.log("nothing left to do"));
  setTimeout(() => console.log("late"), 300);
`;

test(
  "a program's own output, to its end",
  () =>
    withProgram(PROGRAM, { env: { SAID: "in the environment" } }, async (stack) => {
      const cold = comparable(await inOwnProcesses(stack, () => stack.preview()));
      expect(cold.output.join("\n")).toContain("nothing left to do");
      expect(comparable(await stack.preview())).toEqual(cold);
    }),
  ENGINE_TIMEOUT,
);
