import { expect, test } from "@jest/globals";
import { killedAt } from "./killedAt.ts";
import { tills } from "./tills.ts";

// At all of it, and at each call of the engine: tests/sweeps.

test.each([
  ["half of the new text is written", 0, "old"],
  ["the new text is in its place, and the engine was not called", 3, "new"],
])(
  "an import that is killed when %s: the same command takes up, and nothing half-written stays",
  async (_, operation, text) => {
    await tills();
    expect(await killedAt(operation)).toBe(text);
  },
);
