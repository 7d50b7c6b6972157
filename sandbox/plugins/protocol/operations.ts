import { pickBy } from "../../../shared/records.ts";
import { check, type Failure } from "../properties/check.ts";
import { type Change, diff } from "../properties/diff.ts";
import {
  finalOutputs,
  importedInputs,
  plannedCreate,
  plannedUpdate,
  refreshedInputs,
} from "../properties/project.ts";
import type { Values } from "../properties/types.ts";
import { initFailed, PluginError } from "./errors.ts";
import type { Plugin, PluginFunction, Resource } from "./plugin.ts";
import { withSecrets } from "./values.ts";

/** The operations of the provider protocol, free of gRPC: what each means for any resource that a table describes. */
export class Operations<Context> {
  readonly plugin: Plugin<Context>;
  #context: Context | undefined;
  readonly #cancelled = new AbortController();

  constructor(plugin: Plugin<Context>) {
    this.plugin = plugin;
  }

  async configure(config: Record<string, string>): Promise<void> {
    this.#context = await this.plugin.configure(config, this.#cancelled.signal);
  }

  cancel(): void {
    this.#cancelled.abort(new PluginError("cancelled"));
  }

  check(type: string, name: string, news: Values): { inputs: Values; failures: Failure[] } {
    const resource = this.#resource(type);
    const checked = check(resource.properties, news, name, this.plugin.recordsDefaults);
    if (checked.failures.length > 0) return checked;
    const reasons = resource.validate?.(checked.inputs) ?? [];
    return { inputs: checked.inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
  }

  async diff(type: string, id: string, state: Values, news: Values, ignored: string[]): Promise<Change[]> {
    const resource = this.#resource(type);
    const changes = diff(resource.properties, state, news, topLevel(ignored));
    if (changes.length > 0)
      await resource.plan?.(this.#ready, { id, state, inputs: news, changed: changedBy(changes) });
    return changes;
  }

  async create(type: string, inputs: Values, preview: boolean): Promise<{ id: string; outputs: Values }> {
    const resource = this.#resource(type);
    await resource.plan?.(this.#ready, { inputs, changed: new Set(Object.keys(inputs)) });
    const { properties } = resource;
    if (preview) return { id: "", outputs: withSecrets(properties, plannedCreate(properties, inputs)) };
    let made = "";
    try {
      const { id, outputs } = await resource.create(this.#ready, inputs, (id) => {
        made = id;
      });
      return { id, outputs: this.#outputs(resource, id, outputs, inputs, true) };
    } catch (error) {
      if (!made) throw error;
      throw initFailed(error, made, this.#outputs(resource, made, inputs, inputs, true), inputs);
    }
  }

  async update(
    type: string,
    id: string,
    state: Values,
    news: Values,
    ignored: string[],
    preview: boolean,
  ): Promise<Values> {
    const resource = this.#resource(type);
    const { properties } = resource;
    const names = topLevel(ignored);
    const changed = changedBy(diff(properties, state, news, names));
    // What is ignored keeps the value that the service has, also where the program never gave one.
    const inputs = { ...news, ...pick(state, names) };
    const recomputed = (await resource.plan?.(this.#ready, { id, state, inputs, changed })) ?? [];
    if (preview) return withSecrets(properties, plannedUpdate(properties, state, inputs, recomputed));
    if (!resource.update) throw new PluginError(`${type} can't be updated`);
    const outputs = await resource.update(this.#ready, { id, state, inputs, changed });
    return this.#outputs(resource, id, outputs, { ...pickKept(resource, state), ...inputs }, true);
  }

  async read(type: string, id: string, state: Values, inputs: Values | undefined) {
    const resource = this.#resource(type);
    const isImport = inputs === undefined || Object.keys(inputs).length === 0;
    if (isImport) {
      const complaint = resource.validateId?.(id);
      if (complaint) throw new PluginError(complaint);
    }
    const read = await resource.read(this.#ready, id, state);
    if (!read) return { id: "", outputs: {}, inputs: {} };
    const outputs = finalOutputs(resource.properties, read, isImport ? read : state, false);
    return {
      id,
      outputs: this.#decorate(resource, id, outputs),
      inputs: isImport
        ? importedInputs(resource.properties, outputs, this.plugin.recordsDefaults)
        : refreshedInputs(resource.properties, inputs, outputs),
    };
  }

  async delete(type: string, id: string, state: Values): Promise<void> {
    await this.#resource(type).delete(this.#ready, id, state);
  }

  async invoke(token: string, args: Values): Promise<{ result: Values; failures: Failure[] }> {
    const called = this.#function(token);
    const { inputs, failures } = check(called.inputs, args, token.split(":").at(-1) ?? token, false);
    if (failures.length > 0) return { result: {}, failures };
    return { result: await called.invoke(this.#ready, inputs), failures: [] };
  }

  get #ready(): Context {
    if (this.#context === undefined)
      throw new PluginError(`the ${this.plugin.name} plugin is not configured yet`);
    return this.#context;
  }

  #outputs(
    resource: Resource<Context>,
    id: string,
    read: Values,
    inputs: Values,
    afterApply: boolean,
  ): Values {
    return this.#decorate(resource, id, finalOutputs(resource.properties, read, inputs, afterApply));
  }

  #decorate(resource: Resource<Context>, id: string, outputs: Values): Values {
    return {
      ...withSecrets(resource.properties, outputs),
      id,
      ...(resource.meta && { __meta: JSON.stringify(resource.meta) }),
    };
  }

  #resource(type: string): Resource<Context> {
    return (
      this.plugin.resources[type] ?? this.#lacks("resource type", type, Object.keys(this.plugin.resources))
    );
  }

  #function(token: string): PluginFunction<Context> {
    return this.plugin.functions[token] ?? this.#lacks("function", token, Object.keys(this.plugin.functions));
  }

  #lacks(what: string, token: string, has: string[]): never {
    const { name, version, publishedBinaryVariable } = this.plugin;
    throw new PluginError(
      `the sandbox's stand-in for the ${name} plugin ${version} has no ${what} ${token}; it has ` +
        `${has.map((known) => known.split(":").at(-1)).join(", ") || "none"}. For the rest give the path of the published ` +
        `plugin in ${publishedBinaryVariable}`,
    );
  }
}

const changedBy = (changes: Change[]) => new Set(changes.map(({ property }) => property));

/** Of what is named inside a property the engine has put the old inputs in place already. */
const topLevel = (paths: string[]) => new Set(paths.filter((path) => !/[.[]/.test(path)));

const pick = (values: Values, names: ReadonlySet<string>): Values =>
  pickBy(values, (value, name) => names.has(name) && value !== null);

const pickKept = ({ properties }: Resource<never>, state: Values): Values =>
  pickBy(state, (_, name) => Boolean(properties[name]?.kept) && properties[name]?.presence !== "optional");
