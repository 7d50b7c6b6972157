import { expect, test } from "@jest/globals";
import { killedAt } from "../cli/import/killedAt.ts";
import { tills } from "../cli/import/tills.ts";

test("an import that is killed at any of what it does to files: the same command takes up, and nothing half-written stays", async () => {
  await tills();
  const texts: string[] = [];
  for (;;) {
    const text = await killedAt(texts.length);
    if (text === undefined) break;
    texts.push(text);
  }
  // The half-written text, its permissions, its name; then the engine's import file, which goes at the end.
  expect(texts).toEqual(["old", "old", "old", "new", "new", "new"]);
}, 300_000);
