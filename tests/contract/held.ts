import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { recordContract } from "./recorder.ts";
import { specsPresent } from "./specs.ts";

/**
 * The emulator, whose `close` throws if anything that a client said to it, or it to a client, was out of contract. Without the
 * official files it is the emulator as it was.
 *
 * @example const choreo = heldToContract(await startChoreo(…));
 */
export function heldToContract<T extends RunningChoreo>(emulator: T): T {
  if (!specsPresent) return emulator;
  const contract = recordContract(emulator);
  return {
    ...emulator,
    close: async () => {
      await emulator.close();
      const violations = await contract.violations();
      if (violations.length === 0) return;
      const lines = violations.map(
        ({ operation, status, side, what }) => `${operation} ${status}, ${side}: ${what}`,
      );
      throw new Error(`Out of contract:\n${[...new Set(lines)].join("\n")}`);
    },
  };
}
