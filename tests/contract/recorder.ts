import type { Exchange, Flavour, Release } from "../../sandbox/choreo/index.ts";
import { check, type Violation } from "./check.ts";

export type { Violation } from "./check.ts";

export interface ContractRecording {
  /** Checks all that was recorded since the last time, and forgets it. */
  violations(): Promise<Violation[]>;
  /** Operations with the statuses they gave, `POST /applications 201`, of all that was checked since the beginning. */
  seen(): string[];
  stop(): void;
}

/**
 * Listens to an emulated control plane and checks every request that it gets and every answer that it gives against the official
 * OpenAPI files, but for the table of deviations.
 *
 * @example
 * const contract = recordContract(choreo);
 * …
 * expect(await contract.violations()).toEqual([]);
 */
export function recordContract(emulator: {
  flavour: Flavour;
  release?: Release;
  onExchange(listener: (exchange: Exchange) => void): () => void;
}): ContractRecording {
  let recorded: Exchange[] = [];
  const seen = new Set<string>();
  const stop = emulator.onExchange((exchange) => {
    recorded.push(exchange);
  });
  return {
    stop,
    seen: () => [...seen].sort(),
    violations: async () => {
      const exchanges = recorded;
      recorded = [];
      const found: Violation[] = [];
      for (const exchange of exchanges) {
        const { operation, violations } = await check(emulator, exchange);
        if (operation) seen.add(`${operation} ${exchange.status}`);
        found.push(...violations);
      }
      return found;
    },
  };
}
