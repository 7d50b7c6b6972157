import type { RunningEntra } from "../../../sandbox/entra/index.ts";
import { graphComplaints } from "./check.ts";
import { graphTypesPresent } from "./types.ts";

/**
 * The emulator of Entra, whose `close` throws if anything that a client said to Graph, or Graph to it, does not fit Microsoft's
 * description of the types. Without the description it is the emulator as it was.
 *
 * @example const entra = heldToGraph(await startEntra(…));
 */
export function heldToGraph<T extends RunningEntra>(entra: T): T {
  if (!graphTypesPresent) return entra;
  const complaints = new Set<string>();
  entra.onExchange((exchange) => {
    for (const complaint of graphComplaints(exchange)) complaints.add(complaint);
  });
  return {
    ...entra,
    close: async () => {
      await entra.close();
      if (complaints.size > 0) throw new Error(`Out of Graph's contract:\n${[...complaints].join("\n")}`);
    },
  };
}
