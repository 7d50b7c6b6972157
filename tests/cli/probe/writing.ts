import { afterEach, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../../sandbox/kit/faults.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";
import type { Before } from "./reading.ts";
import { answers, reset, type Wish } from "./run-probe.ts";

export const always = (method: string, path: string, then: object, skip = 0): Fault[] => [
  { match: { method, path }, skip, times: 1000, then: then as Fault["then"] },
];
export const choreoFault =
  (...fault: Parameters<typeof always>): Before =>
  ({ choreo }) =>
    choreo.setFaults(always(...fault));
export const entraFault =
  (...fault: Parameters<typeof always>): Before =>
  ({ entra }) =>
    entra.setFaults(always(...fault));
export const refusedBy = (code: number) => ({
  status: 400,
  body: { code, message: "no", description: "no" },
});

export type Row = [id: string, what: string, before: Before, answer: string, wish?: Wish];

/** Each row's check answers as the row has it, and leaves nothing behind. */
export function testWriting(flavour: "choreo" | "apim", kinds: Record<string, Row[]>): void {
  const sandbox = sharedByTests(() => startTrustedSandbox({ flavour }));
  afterEach(() => reset(sandbox));
  const state = () => ({ choreo: sandbox.choreo.state(), entra: sandbox.entra.state() });
  describe.each(Object.entries(kinds))("%s", (_, rows) => {
    // Rest parameters: a fifth one by name would be jest's `done`.
    test.each(rows)("%s: %s", async (...row: unknown[]) => {
      const [id, , prepare, answer, wish] = row as Row;
      await prepare(sandbox);
      const given = state();
      // On API Manager the password grant asks for an administrator's scopes only where the stack makes the identity provider.
      const env = flavour === "apim" ? { CHOREO_TOKEN: await sandbox.choreo.mintToken() } : {};
      expect((await answers(sandbox, ["--write", "--check", id], { env, ...wish }))[id]).toBe(answer);
      // Whatever went wrong: nothing that was made is there any more.
      expect(state()).toEqual(given);
    });
  });
}
