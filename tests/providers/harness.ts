import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { type ChoreoOptions, type RunningChoreo, startChoreo } from "../../sandbox/choreo/index.ts";
import { heldToContract } from "../contract/held.ts";

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
