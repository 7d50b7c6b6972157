import { afterEach, describe, expect, test } from "@jest/globals";
import type { Check } from "../../../cli/probe/check.ts";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import type { SwitchChanges } from "../../../sandbox/choreo/index.ts";
import type { Fault } from "../../../sandbox/kit/faults.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { answers, reset } from "./run-probe.ts";

export type Before = (sandbox: Sandbox) => unknown;
export type Row = [id: string, what: string, before: Before, answer: string];

/** A request that is always answered so. */
export const always = (path: string, then: object): Fault[] => [
  { match: { path }, times: 1000, then: then as Fault["then"] },
];
export const choreoFault =
  (path: string, then: object): Before =>
  ({ choreo }) =>
    choreo.setFaults(always(path, then));
export const switched =
  (changes: SwitchChanges): Before =>
  ({ choreo }) =>
    choreo.setSwitches(changes);
export const asItIs: Before = () => {};

/** Tests each check that reads, as far as it belongs here, in both ways. */
export function testReading(
  belongs: (check: Check) => boolean,
  { holds, doesNot, unseen }: Record<"holds" | "doesNot" | "unseen", Row[]>,
): void {
  const sandbox = sharedByTests(startTrustedSandbox);
  afterEach(() => reset(sandbox));

  describe.each([
    ["holds", holds],
    ["does not hold", doesNot],
    ["could not be seen", unseen],
  ])("%s", (_, rows) => {
    test.each(rows)("%s: %s", async (id, _what, before, answer) => {
      await before(sandbox);
      expect((await answers(sandbox, ["--check", id]))[id]).toBe(answer);
    });
  });

  test("each check is here both ways; where it can be shown in one alone, its row says so", () => {
    const reading = allChecks.filter(
      (check) => check.by === "reading" && check.flavour !== "apim" && belongs(check),
    );
    const ids = reading.map(({ id }) => id);
    expect([...new Set(holds.map(([id]) => id))]).toEqual(ids);
    const oneWay = reading
      .filter(({ otherwise }) => otherwise.includes("The probe can only show"))
      .map(({ id }) => id);
    expect([...new Set([...doesNot.map(([id]) => id), ...oneWay])]).toEqual(ids);
  });
}

/** The number of a check: 7 of C7. */
export const numberOf = ({ id }: Check): number => Number(id.slice(1));
