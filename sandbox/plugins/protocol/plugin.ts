import type { Properties, Values } from "../properties/types.ts";

/** A change that is about to be previewed or made. */
export interface Plan {
  /** Absent for a create. */
  id?: string;
  state?: Values;
  inputs: Values;
  /** Top-level properties that differ; all that are given, for a create. */
  changed: ReadonlySet<string>;
}

export interface Update {
  id: string;
  state: Values;
  inputs: Values;
  changed: ReadonlySet<string>;
}

/**
 * One resource type: its table of properties and what to do for each operation. Everything else (defaults, checks, diffs, previews,
 * inputs after a refresh) follows from the table.
 */
export interface Resource<Context = unknown> {
  properties: Properties;
  /** Hidden output `__meta` of bridged plugins: which version of the state's shape this is, so that the published one takes it over. */
  meta?: Record<string, unknown>;
  /** What is wrong with the inputs as a whole. Runs in previews; values may be unknown. */
  validate?(inputs: Values): string[];
  /** What is wrong with an id that is to be imported. */
  validateId?(id: string): string | undefined;
  /** Runs before previews and before changes, with requests if it must; throws to refuse. Names the outputs that become unknown. */
  plan?(context: Context, plan: Plan): Promise<string[]>;
  /** @param made call it as soon as the object exists: if a later step fails, the engine keeps it and `up` carries on from there */
  create(
    context: Context,
    inputs: Values,
    made: (id: string) => void,
  ): Promise<{ id: string; outputs: Values }>;
  /** `undefined` if it is gone. */
  read(context: Context, id: string, state: Values): Promise<Values | undefined>;
  /** Absent where every change replaces. */
  update?(context: Context, update: Update): Promise<Values>;
  delete(context: Context, id: string, state: Values): Promise<void>;
}

/** A function of the package (`getUser`, …). */
export interface PluginFunction<Context = unknown> {
  inputs: Properties;
  outputs: Properties;
  invoke(context: Context, args: Values): Promise<Values>;
}

export interface Plugin<Context = unknown> {
  name: string;
  version: string;
  /** By token, e.g. `random:index/randomUuid:RandomUuid`. */
  resources: Record<string, Resource<Context>>;
  functions: Record<string, PluginFunction<Context>>;
  /** Properties of the provider itself. */
  config: Properties;
  /** Whether `__defaults` is written into inputs (bridged with Terraform's SDK v2) or not (with its plugin framework). */
  recordsDefaults: boolean;
  /** How to get the published plugin instead, for the message about what this one lacks. */
  publishedBinaryVariable: string;
  /** @param signal aborted when the engine cancels the operation */
  configure(config: Record<string, string>, signal: AbortSignal): Promise<Context>;
}
