import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { type ChoreoOptions, type RunningChoreo, startChoreo } from "../../sandbox/choreo/index.ts";
import { heldToContract } from "../contract/held.ts";

import { configFor } from "./emulator.ts";

export { calls, configFor } from "./emulator.ts";

/** What the engine sees of a resource type: its `handlers.ts`. */
export interface Handlers {
  check(config: ProviderConfig, olds: Values, news: Values): { inputs: Values; failures: unknown[] };
  diff(
    config: ProviderConfig,
    id: string,
    olds: Values,
    news: Values,
  ): { changes: boolean; replaces: string[] };
  create(config: ProviderConfig, inputs: Values): Promise<{ id: string; outs: Values }>;
  read(
    config: ProviderConfig,
    id: string,
    outs: Values,
  ): Promise<{ id?: string | undefined; props?: Values | undefined; inputs?: Values }>;
  update(config: ProviderConfig, id: string, olds: Values, news: Values): Promise<{ outs: Values }>;
  remove(config: ProviderConfig, id: string, outs: Values): Promise<void>;
}

/** A control plane that is held to the official OpenAPI files when it is closed. */
export async function startEmulator(options: Partial<ChoreoOptions> = {}): Promise<RunningChoreo> {
  return heldToContract(
    await startChoreo({
      entraUrl: "https://localhost:1",
      gatewayUrl: () => "https://localhost:2",
      ...options,
    }),
  );
}

export interface SharedEmulator {
  emulator: RunningChoreo;
  config: ProviderConfig;
  /** The configuration of another run: one remembers what it has seen of an API. */
  another(credentials?: Values): ProviderConfig;
}

/** One emulator of Choreo for a file, as it begins before each test, and the configuration of a run. */
export function sharedEmulator(): SharedEmulator {
  let run = 0;
  const shared = {
    another: (credentials) => configFor(shared.emulator, { run: ++run }, credentials),
  } as SharedEmulator;
  beforeAll(async () => {
    shared.emulator = await startEmulator();
  });
  beforeEach(async () => {
    await fetch(`${shared.emulator.url}/_sandbox/reset`, { method: "POST" });
    shared.config = shared.another();
  });
  afterAll(() => shared.emulator.close());
  return shared;
}

/** Does what the engine does to make a resource: check, then create. */
export async function make(
  handlers: Handlers,
  config: ProviderConfig,
  news: Values,
): Promise<{ id: string; inputs: Values; outs: Values }> {
  const { inputs, failures } = handlers.check(config, {}, news);
  if (failures.length > 0) throw new Error(`check failed: ${JSON.stringify(failures)}`);
  return { inputs, ...(await handlers.create(config, inputs)) };
}

export async function refused(
  promise: Promise<unknown>,
): Promise<Error & { id?: string; properties?: Values }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a refusal");
}
