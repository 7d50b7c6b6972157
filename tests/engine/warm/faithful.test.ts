import { expect, test } from "@jest/globals";
import type { ExportedState, Run } from "../../../sandbox/engine/index.ts";
import { startSandbox } from "../../../sandbox/start.ts";
import { guideStack, plain } from "../guideStack.ts";
import { ENGINE_TIMEOUT, inOwnProcesses, withProgram, withStack } from "../harness.ts";

// What the other engine tests look at is the same in warm processes as in processes that each run starts for itself.

test(
  "the guide's stack: what is planned, done, said, kept in the state and put out",
  async () => {
    const cold = await lifeOfAStack(true);
    // The second life finds processes that remember the first one.
    await lifeOfAStack(false);
    expect(await lifeOfAStack(false)).toEqual(cold);
  },
  2 * ENGINE_TIMEOUT,
);

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

/** A run without the order in which things happened to be done at once. */
function comparable({ exitCode, changes, errors, steps, output }: Run) {
  return {
    exitCode,
    changes,
    errors: errors.map((error) => comparableText(error)),
    steps: steps.map(({ op, urn, diffs }) => `${urn} ${op} ${diffs}`).sort(),
    output: comparableText(output, () => "id")
      .split("\n")
      .sort(),
  };
}

/** Without what differs from sandbox to sandbox and from minute to minute; the ids of the sandbox's seed are always the same. */
function comparableText(text: string, nameOf: (id: string) => string = inOrderOfAppearance()): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, (id) =>
      id.includes("1000000-0000-4000-8000-") ? id : nameOf(id),
    )
    .replace(/v1:[\w+/=]+:[\w+/=]+/g, "ciphertext")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then")
    .replace(/localhost:\d+/g, "localhost")
    .replace(/(appRoleAssignedTo|identifierUris)\/[\w-]+/g, "$1/id")
    .replace(/\b\d+(\.\d+)?s\b/g, "a while");
}

function inOrderOfAppearance(): (id: string) => string {
  const ids = new Map<string, string>();
  return (id) => {
    const known = ids.get(id) ?? `id ${ids.size}`;
    ids.set(id, known);
    return known;
  };
}
