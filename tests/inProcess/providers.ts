import { RESOURCE_TYPES } from "../../providers/choreo/resource/providerText.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { azuread } from "../../sandbox/plugins/azuread/plugin.ts";
import type { Refusal } from "../../sandbox/plugins/protocol/errors.ts";
import { Operations } from "../../sandbox/plugins/protocol/operations.ts";
import type { Plugin } from "../../sandbox/plugins/protocol/plugin.ts";
import { random } from "../../sandbox/plugins/random/plugin.ts";
import type { Handlers } from "../providers/harness.ts";
import { nextRun } from "./runs.ts";
import { type Goal, type Kept, plain } from "./state.ts";

export type Change = "same" | "update" | "replace" | "delete, then make";

/** What a resource type's provider does; the plugins' and the dynamic provider's own code. */
export interface Provider {
  /** @throws with all that is wrong */
  check(goal: Goal, old: Kept | undefined): Values;
  diff(old: Kept, goal: Goal): Promise<Change> | Change;
  /** The outputs that an update or a creation will have, as far as they are known. */
  plan(goal: Goal, old?: Kept): Promise<Values> | Values;
  create(goal: Goal): Promise<{ id: string; outputs: Values }>;
  /** Undefined: it is gone. */
  read(kept: Kept): Promise<{ id: string; inputs: Values; outputs: Values } | undefined>;
  update(old: Kept, goal: Goal): Promise<Values>;
  remove(kept: Kept): Promise<void>;
}

export interface Providers {
  of(type: string): Provider;
  invoke(token: string, args: Values): Promise<Values>;
}

/** A resource that exists and is not ready. */
export class Partial extends Error {
  readonly id: string;
  readonly outputs: Values;
  constructor(cause: Error, id: string, outputs: Values) {
    super(cause.message, { cause });
    this.id = id;
    this.outputs = outputs;
  }
}

/** Providers of one run: nothing that they remember is from the one before. */
export async function startProviders(
  env: Record<string, string>,
  config: Record<string, unknown>,
): Promise<Providers> {
  const azure = new Operations(azuread as Plugin<unknown>);
  // A provider that cannot be configured is told by what needs it first.
  let refusal: Error | undefined;
  const configured = azure.configure({
    tenantId: env.ARM_TENANT_ID ?? "",
    clientId: env.ARM_CLIENT_ID ?? "",
    clientSecret: env.ARM_CLIENT_SECRET ?? "",
    metadataHost: env.ARM_METADATA_HOSTNAME ?? "",
  });
  await configured.catch((error: Error) => {
    refusal = error;
  });
  const others = new Operations(random as Plugin<unknown>);
  await others.configure({});
  const run = nextRun();
  const ofProgram: ProviderConfig = {
    get(key) {
      const value = config[`choreo-azuread:${key}`];
      if (value === undefined || typeof value === "string") return value;
      // The provider's modules stay; what they remember goes with the control plane, and that by the configuration.
      return JSON.stringify(key === "choreo" ? { ...value, run } : value);
    },
  };
  const loaded = RESOURCE_TYPES.map(
    async (type) =>
      [
        `pulumi-nodejs:dynamic/choreo:${type}`,
        choreoProvider((await import(`../../providers/choreo/${type}/handlers.ts`)) as Handlers, ofProgram),
      ] as const,
  );
  const dynamic = new Map<string, Provider>(await Promise.all(loaded));
  const [azureProvider, randomProvider] = [pluginProvider(azure), pluginProvider(others)];
  return {
    of(type) {
      if (refusal && type.startsWith("azuread:")) throw refusal;
      return dynamic.get(type) ?? (type.startsWith("random:") ? randomProvider : azureProvider);
    },
    async invoke(token, args) {
      if (refusal) throw refusal;
      const { result, failures } = await azure.invoke(token, args as never);
      if (failures.length > 0) throw failed(failures);
      return result as Values;
    },
  };
}

function failed(failures: unknown[]): Error {
  return new Error((failures as { reason: string }[]).map(({ reason }) => reason).join("; "));
}

function pluginProvider(operations: Operations<unknown>): Provider {
  const values = (each: Values) => plain(each) as never;
  return {
    check({ type, name, inputs }) {
      const checked = operations.check(type, name, values(inputs));
      if (checked.failures.length > 0) throw failed(checked.failures);
      return checked.inputs as Values;
    },
    async diff(old, { type, inputs, ignored }) {
      const changes = await operations.diff(type, old.id ?? "", values(old.outputs), values(inputs), ignored);
      if (changes.length === 0) return "same";
      return changes.some(({ replaces }) => replaces) ? "replace" : "update";
    },
    async plan({ type, inputs, ignored }, old) {
      if (!old) return (await operations.create(type, values(inputs), true)).outputs as Values;
      const outputs = values(old.outputs);
      return (await operations.update(type, old.id ?? "", outputs, values(inputs), ignored, true)) as Values;
    },
    async create({ type, inputs }) {
      try {
        return (await operations.create(type, values(inputs), false)) as { id: string; outputs: Values };
      } catch (error) {
        const { details, made } = error as { details?: string; made?: Refusal["made"] };
        throw made ? new Partial(new Error(details), made.id, made.outputs as Values) : error;
      }
    },
    async read({ type, id = "", inputs, outputs }) {
      const found = await operations.read(type, id, values(outputs), values(inputs));
      return found.id ? (found as { id: string; inputs: Values; outputs: Values }) : undefined;
    },
    async update(old, { type, inputs, ignored }) {
      const outputs = values(old.outputs);
      return (await operations.update(type, old.id ?? "", outputs, values(inputs), ignored, false)) as Values;
    },
    remove: ({ type, id = "", outputs }) => operations.delete(type, id, values(outputs)),
  };
}

/** As `@pulumi/pulumi/cmd/dynamic-provider` calls it: the provider's text stays with what it made. */
function choreoProvider(handlers: Handlers, config: ProviderConfig): Provider {
  const text = ({ inputs }: { inputs: Values }) => ({ __provider: inputs.__provider });
  const orPartial = async <T>(work: Promise<T>, of: { inputs: Values }): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: Values };
      throw id && properties ? new Partial(error as Error, id, { ...properties, ...text(of) }) : error;
    }
  };
  return {
    check(goal, old) {
      const checked = handlers.check(config, plain(old?.inputs ?? {}), plain(goal.inputs));
      if (checked.failures.length > 0) throw failed(checked.failures);
      return { ...checked.inputs, ...text(goal) };
    },
    diff(old, { inputs }) {
      const { changes, replaces, deleteBeforeReplace } = handlers.diff(
        config,
        old.id ?? "",
        plain(old.outputs),
        plain(inputs),
      ) as { changes: boolean; replaces: string[]; deleteBeforeReplace?: boolean };
      if (replaces.length > 0) return deleteBeforeReplace ? "delete, then make" : "replace";
      return changes ? "update" : "same";
    },
    // The SDK's provider previews nothing.
    plan: ({ inputs }) => inputs,
    async create(goal) {
      const { id, outs } = await orPartial(handlers.create(config, plain(goal.inputs)), goal);
      return { id, outputs: { ...outs, ...text(goal) } };
    },
    async read(kept) {
      const { id, props = {}, inputs = {} } = await handlers.read(config, kept.id ?? "", plain(kept.outputs));
      return id
        ? { id, inputs: { ...inputs, ...text(kept) }, outputs: { ...props, ...text(kept) } }
        : undefined;
    },
    async update(old, goal) {
      const { outs } = await orPartial(
        handlers.update(config, old.id ?? "", plain(old.outputs), plain(goal.inputs)),
        goal,
      );
      return { ...outs, ...text(goal) };
    },
    remove: (kept) => handlers.remove(config, kept.id ?? "", plain(kept.outputs)),
  };
}
