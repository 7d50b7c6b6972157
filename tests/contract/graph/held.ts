import type { RunningEntra } from "../../../sandbox/entra/index.ts";
import { graphComplaints } from "./check.ts";
import { graphTypesPresent } from "./types.ts";

/**
 * Listens to everything that is said to Graph and by it.
 *
 * @returns a function that throws if anything did not fit Microsoft's description of the types; without the description it never does
 */
export function listenToGraph(entra: RunningEntra): () => void {
  const complaints = new Set<string>();
  if (graphTypesPresent)
    entra.onExchange((exchange) => {
      for (const complaint of graphComplaints(exchange)) complaints.add(complaint);
    });
  return () => {
    if (complaints.size > 0) throw new Error(`Out of Graph's contract:\n${[...complaints].join("\n")}`);
  };
}

/**
 * The emulator of Entra, whose `close` throws if anything was out of contract.
 *
 * @example const entra = heldToGraph(await startEntra(…));
 */
export function heldToGraph<T extends RunningEntra>(entra: T): T {
  const check = listenToGraph(entra);
  return {
    ...entra,
    close: async () => {
      await entra.close();
      check();
    },
  };
}
