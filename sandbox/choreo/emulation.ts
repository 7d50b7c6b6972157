import type { ManagementTokens } from "./auth/tokens.ts";
import type { Flavour, Release, Switches } from "./options.ts";
import type { Delayed } from "./rules/propagation.ts";
import type { Store } from "./store/store.ts";

/** What every operation of the emulated control plane works on. */
export interface Emulation {
  flavour: Flavour;
  release: Release;
  store: Store;
  tokens: ManagementTokens;
  switches: Switches;
  /** Own address, `https://localhost:<port>`. */
  url(): string;
  gatewayUrl(): string;
  entraUrl: string;
  organization: string;
  organizationId: string;
  /** Ids of the APIs that the Developer Portal's search has taken in, as it lags behind the database. */
  searchIndex: Delayed<ReadonlySet<string>>;
  /** Called after every change that the gateway or the search hears about by event. */
  changed(): void;
}
