import { expect, test } from "@jest/globals";
import type { ExportedState } from "../../sandbox/engine/index.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { withStack } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { comparable, comparableText } from "../engine/warm/comparable.ts";
import { SWEEP_TIMEOUT } from "./combinations.ts";

// In warm processes (tests/engine/warm) a stack's life is what it is in processes that each run starts for itself.

test(
  "the guide's stack: what is planned, done, said, kept in the state and put out",
  async () => {
    const cold = await lifeOfAStack(true);
    // The second life finds processes that remember the first one.
    await lifeOfAStack(false);
    expect(await lifeOfAStack(false)).toEqual(cold);
  },
  SWEEP_TIMEOUT,
);

async function lifeOfAStack(cold: boolean): Promise<string> {
  const sandbox = await startSandbox();
  try {
    return await withStack({ cold, config: plain(guideStack()), env: sandbox.env }, async (stack) => {
      const runs = [await stack.preview(), await stack.up()];
      const state = byUrn(await stack.exportState());
      const outputs = await stack.outputs();
      runs.push(await stack.preview({ flags: ["--refresh", "--expect-no-changes"] }));
      sandbox.choreo.setFaults([{ match: { method: "DELETE" }, times: 1, then: { status: 500 } }]);
      runs.push(await stack.destroy({ mayFail: true }));
      return comparableText(JSON.stringify({ state, outputs, runs: runs.map(comparable) }, sortedKeys, 1));
    });
  } finally {
    await sandbox.stop();
  }
}

const byUrn = ({ deployment }: ExportedState) =>
  deployment.resources?.sort((a, b) => (a.urn < b.urn ? -1 : 1));

function sortedKeys(_: string, value: unknown): unknown {
  // Lists of URNs are sets: what a resource depends on.
  if (Array.isArray(value))
    return value.every((each) => /^urn:/.test(String(each))) ? value.toSorted() : value;
  if (!value || typeof value !== "object") return value;
  // Names that a service principal had when it was made: the identifier URI comes at the same time, before or after.
  const { servicePrincipalNames, ...kept } = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}
