import * as pulumi from "@pulumi/pulumi";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings.js";
import * as runtimeState from "@pulumi/pulumi/runtime/state.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { ImportFile } from "../../cli/shared/importFile.ts";
import { RESOURCE_TYPES } from "../../providers/choreo/resource/providerText.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { azuread } from "../../sandbox/plugins/azuread/plugin.ts";
import { Operations } from "../../sandbox/plugins/protocol/operations.ts";
import type { Plugin } from "../../sandbox/plugins/protocol/plugin.ts";
import { random } from "../../sandbox/plugins/random/plugin.ts";
import type { Handlers } from "../providers/harness.ts";

const PROJECT = "choreo-azuread";
const STACK = "dev";
const STACK_TYPE = "pulumi:pulumi:Stack";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

interface Kept {
  urn: string;
  type: string;
  custom: boolean;
  parent?: string;
  id?: string;
  inputs: Values;
  outputs: Values;
  deletedWith?: string;
  /** Replaced by a run that did not come to delete it. */
  delete?: true;
}

interface Request {
  urn: string;
  type: string;
  name: string;
  inputs: Values;
  ignored: string[];
}

/** An entry of an import file. */
interface Imported {
  type: string;
  name: string;
  logicalName: string;
  id: string;
  parent?: string;
  component?: true;
  inputs?: Values;
  outputs?: Values;
}

/** What a resource type's provider does; the plugins' and the dynamic provider's own code. */
interface Provider {
  check(request: Request): Promise<Values> | Values;
  /** Whether it changes, and whether for that it is made anew. */
  compare(kept: Kept, request: Request): Promise<"same" | "update" | "replace" | "delete, then make">;
  create(request: Request): Promise<{ id: string; outputs: Values }>;
  update(kept: Kept, request: Request): Promise<Values>;
  remove(kept: Kept): Promise<void>;
}

/**
 * Runs the real program as the engine would, but in this process: the resources that it registers are made in the emulators by the code
 * of the stand-in plugins and of the Choreo provider. It keeps a state, and writes it and the events of a preview as the engine does, so
 * that the tools read them. Hundreds of changes take seconds. What it leaves out: hooks, aliases, protection, resources that fail half-way.
 */
export class InProcessEngine {
  readonly #state = new Map<string, Kept>();
  readonly #providers: (type: string) => Provider;
  readonly #azure: Operations<unknown>;
  readonly #read: (type: string, id: string) => Promise<{ id: string; inputs: Values; outputs: Values }>;
  #outputs: Values = {};
  static #runs = 0;

  /** @param choreo the configuration object of the program; its credentials and addresses come from the environment */
  static async start(
    env: Readonly<Record<string, string>>,
    choreo: Readonly<Record<string, unknown>>,
  ): Promise<InProcessEngine> {
    Object.assign(process.env, env);
    // The provider keeps one control plane for each configuration: another sandbox has to be another one.
    const addressed = { ...choreo, publisherUrl: env.CHOREO_PUBLISHER_URL };
    const config: ProviderConfig = {
      get: (key) => (key === "choreo" ? JSON.stringify(addressed) : undefined),
    };
    const azure = new Operations(azuread as Plugin<unknown>);
    await azure.configure({
      tenantId: env.ARM_TENANT_ID ?? "",
      clientId: env.ARM_CLIENT_ID ?? "",
      clientSecret: env.ARM_CLIENT_SECRET ?? "",
      metadataHost: env.ARM_METADATA_HOSTNAME ?? "",
    });
    const others = new Operations(random as Plugin<unknown>);
    await others.configure({});
    const handlers = await choreoHandlers();
    const dynamic = new Map([...handlers].map(([type, each]) => [type, choreoProvider(each, config)]));
    return new InProcessEngine(azure, others, (type) => {
      const found = dynamic.get(type);
      return found ?? pluginProvider(type.startsWith("random:") ? others : azure);
    });
  }

  private constructor(
    azure: Operations<unknown>,
    others: Operations<unknown>,
    providers: (type: string) => Provider,
  ) {
    this.#azure = azure;
    this.#read = async (type, id) => {
      const plugin = type.startsWith("random:") ? others : azure;
      const found = await plugin.read(type, id, {}, undefined);
      if (!("outputs" in found) || !found.outputs) throw new Error(`there is no ${type} ${id}`);
      return { id, inputs: plain(found.inputs as Values), outputs: plain(found.outputs as Values) };
    };
    this.#providers = providers;
  }

  /** The stack's outputs, secrets in clear. */
  get outputs(): Values {
    return plain(this.#outputs);
  }

  /** What `pulumi stack export` would print. */
  state(): string {
    const stack = {
      urn: urnOf("", STACK_TYPE, `${PROJECT}-${STACK}`),
      type: STACK_TYPE,
      outputs: this.#outputs,
    };
    return JSON.stringify({ version: 3, deployment: { resources: [stack, ...this.#state.values()] } });
  }

  /** Takes in what an import file says, as `pulumi import --file` does. */
  async adopt({ nameTable, resources }: ImportFile): Promise<void> {
    const parents = new Map(Object.entries(nameTable));
    for (const each of resources as unknown as Imported[]) {
      const parent = each.parent === undefined ? undefined : parents.get(each.parent);
      const urn = urnOf(parent, each.type, each.logicalName);
      parents.set(each.name, urn);
      const entry = { urn, type: each.type, ...(parent ? { parent } : {}) };
      if (each.component) {
        this.#state.set(urn, { ...entry, custom: false, inputs: {}, outputs: {} });
        continue;
      }
      const read = each.inputs
        ? { id: each.id, inputs: each.inputs, outputs: each.outputs as Values }
        : await this.#read(each.type, each.id);
      this.#state.set(urn, { ...entry, custom: true, ...read });
    }
  }

  /** What `pulumi preview --event-log` would write. */
  async preview(config: Readonly<Record<string, unknown>>): Promise<string> {
    const events: object[] = [];
    const seen = new Set<string>();
    const outputs = await this.#run(config, true, async (request, parent, custom) => {
      seen.add(request.urn);
      const kept = this.#state.get(request.urn);
      const side = { urn: request.urn, type: request.type, custom, parent, inputs: request.inputs };
      const change = !custom || !kept ? "same" : await this.#providers(request.type).compare(kept, request);
      const op = !kept ? "create" : change === "delete, then make" ? "replace" : change;
      events.push({
        resourcePreEvent: {
          metadata: {
            op,
            urn: request.urn,
            type: request.type,
            old: kept ?? null,
            new: { ...side, outputs: op === "same" ? kept?.outputs : {} },
          },
        },
      });
      if (op === "create" || op === "replace") return { outputs: request.inputs };
      return { id: kept?.id, outputs: { ...kept?.outputs, ...request.inputs } };
    });
    for (const kept of [...this.#state.values()].filter((each) => each.delete || !seen.has(each.urn)))
      events.push({
        resourcePreEvent: {
          metadata: { op: "delete", urn: kept.urn, type: kept.type, old: kept, new: null },
        },
      });
    const stack = { op: "same", urn: urnOf("", STACK_TYPE, `${PROJECT}-${STACK}`), type: STACK_TYPE };
    events.push({ resOutputsEvent: { metadata: { ...stack, old: null, new: { outputs } } } });
    events.push({ summaryEvent: {} });
    return events.map((each) => JSON.stringify(each)).join("\n");
  }

  /**
   * @param cutAt the number of the write, from 0, that fails: what is under way then ends, and nothing else is begun
   * @throws Cut where it did
   */
  async up(config: Readonly<Record<string, unknown>>, cutAt = Number.POSITIVE_INFINITY): Promise<void> {
    const seen = new Set<string>();
    const condemned: Kept[] = [];
    const running = new Set<Promise<unknown>>();
    let writes = 0;
    const write = <T>(work: () => Promise<T>): Promise<T> => {
      if (writes > cutAt) return new Promise(() => undefined);
      if (writes++ === cutAt) return Promise.reject(new Cut());
      const under = work();
      running.add(under);
      return under;
    };
    try {
      await this.#upTo(config, seen, condemned, write);
    } catch (error) {
      await Promise.allSettled(running);
      // What waits for these in the registrations of the program ends with the microtasks of this turn.
      await new Promise((resolve) => setImmediate(resolve));
      for (const kept of condemned) this.#state.set(`${kept.urn} (replaced)`, { ...kept, delete: true });
      throw error;
    }
  }

  async #upTo(
    config: Readonly<Record<string, unknown>>,
    seen: Set<string>,
    condemned: Kept[],
    write: <T>(work: () => Promise<T>) => Promise<T>,
  ): Promise<void> {
    this.#outputs = await this.#run(config, false, async (request, parent, custom, deletedWith) => {
      seen.add(request.urn);
      const kept = this.#state.get(request.urn);
      const entry = { urn: request.urn, type: request.type, custom, ...(parent && { parent }), deletedWith };
      if (!custom) {
        this.#state.set(request.urn, { ...entry, inputs: request.inputs, outputs: {} } as Kept);
        return { outputs: {} };
      }
      const provider = this.#providers(request.type);
      const checked = { ...request, inputs: await provider.check(request) };
      const change = kept ? await provider.compare(kept, checked) : "create";
      if (kept && change === "same") return { id: kept.id, outputs: kept.outputs };
      if (kept && change === "update") {
        const outputs = plain(await write(() => provider.update(kept, checked)));
        this.#state.set(request.urn, { ...kept, inputs: checked.inputs, outputs });
        return { id: kept.id, outputs };
      }
      if (kept && change === "delete, then make") {
        await write(() => provider.remove(kept));
        this.#state.delete(request.urn);
      }
      const { id, outputs } = await write(() => provider.create(checked));
      if (kept && change === "replace") condemned.push(kept);
      const made = { ...entry, id, inputs: checked.inputs, outputs: plain(outputs) } as Kept;
      this.#state.delete(request.urn);
      this.#state.set(request.urn, made);
      return { id, outputs: made.outputs };
    });
    const gone = [...this.#state].filter(([, { urn, delete: isReplaced }]) => isReplaced || !seen.has(urn));
    const going = new Set(gone.map(([, { urn }]) => urn));
    const old = condemned.map((kept) => ["", kept] as const);
    for (const [key, kept] of [...old, ...gone.toReversed()]) {
      if (kept.custom && !(kept.deletedWith && going.has(kept.deletedWith)))
        await write(() => this.#providers(kept.type).remove(kept));
      this.#state.delete(key);
      condemned.splice(0, condemned.includes(kept) ? 1 : 0);
    }
  }

  /** By URN: the outputs of what there is, as the engine's function gives them to a program. */
  #before(): [urn: string, state: Values][] {
    return [...this.#state.values()]
      .filter((kept) => !kept.delete)
      .map(({ urn, outputs }) => [urn, { outputs: plain(outputs) }]);
  }

  async #run(
    config: Readonly<Record<string, unknown>>,
    dryRun: boolean,
    register: Register,
  ): Promise<Values> {
    let outputs: Values = {};
    const monitor = new Monitor({
      register: (request, ...rest) => {
        const kept = this.#state.get(request.urn);
        const inputs = kept ? withIgnored(request.inputs, kept.inputs, request.ignored) : request.inputs;
        return register({ ...request, inputs }, ...rest);
      },
      invoke: async (token, args) =>
        token === "pulumi:pulumi:readStackResourceOutputs"
          ? { outputs: Object.fromEntries(this.#before()) }
          : ((await this.#azure.invoke(token, args as never)).result as Values),
      stackOutputs: (values) => {
        outputs = values;
      },
    });
    setMockOptions(monitor, PROJECT, STACK, dryRun, "organization");
    const { getStore } = runtimeState as unknown as { getStore(): object };
    Object.assign(getStore(), {
      supportsSecrets: true,
      supportsResourceReferences: true,
      supportsOutputValues: false,
      supportsDeletedWith: true,
      supportsAliasSpecs: true,
      supportsTransforms: true,
      supportsResourceHooks: true,
    });
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    const program = pulumi.runtime.runInPulumiStack(async () => ({
      ...((await import(`../../index.ts?run=${InProcessEngine.#runs++}`)) as object),
    }));
    // What depends on a resource that failed never settles.
    await Promise.race([program.then(() => pulumi.runtime.disconnect()), monitor.failed]);
    return outputs;
  }
}

/** A run that was cut short. */
export class Cut extends Error {}

type Register = (
  request: Request,
  parent: string | undefined,
  custom: boolean,
  deletedWith: string | undefined,
) => Promise<{ id?: string | undefined; outputs: Values }>;

interface Engine {
  register: Register;
  invoke(token: string, args: Values): Promise<Values>;
  stackOutputs(values: Values): void;
}

class Monitor extends MockMonitor {
  /** Rejects with the first resource's failure. */
  readonly failed: Promise<never>;
  #fail: (reason: Error) => void = () => undefined;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    super({ newResource: () => ({ id: "", state: {} }), call: () => ({}) });
    this.#engine = engine;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => undefined);
  }

  override async registerResource(req: resources.RegisterResourceRequest, callback: Callback): Promise<void> {
    const parent = req.getParent() || undefined;
    const [type, name] = [req.getType(), req.getName()];
    const urn = urnOf(parent, type, name);
    try {
      const inputs = (req.getObject()?.toJavaScript() ?? {}) as Values;
      const { id, outputs } =
        type === STACK_TYPE
          ? { id: undefined, outputs: {} }
          : await this.#engine.register(
              { urn, type, name, inputs, ignored: req.getIgnorechangesList() },
              parent,
              req.getCustom(),
              req.getDeletedwith() || undefined,
            );
      const response = new resources.RegisterResourceResponse();
      response.setUrn(urn);
      response.setId(id ?? "");
      response.setObject(structs.Struct.fromJavaScript(outputs as never));
      this.resources.set(urn, { urn, id: id ?? null, state: outputs });
      callback(null, response);
    } catch (error) {
      // Without an answer the program waits, and says nothing of its own about it.
      this.#fail(
        error instanceof Cut ? error : new Error(`${urn}: ${(error as Error).message}`, { cause: error }),
      );
    }
  }

  override async invoke(req: resources.ResourceInvokeRequest, callback: Callback): Promise<void> {
    try {
      const args = (req.getArgs()?.toJavaScript() ?? {}) as Values;
      const response = new resources.ResourceInvokeResponse();
      const result = await this.#engine.invoke(req.getTok(), args);
      response.setReturn(structs.Struct.fromJavaScript(result as never));
      callback(null, response);
    } catch (error) {
      callback(error, undefined);
    }
  }

  override registerResourceOutputs(req: resources.RegisterResourceOutputsRequest, callback: Callback): void {
    if (req.getUrn().includes(`::${STACK_TYPE}::`))
      this.#engine.stackOutputs((req.getOutputs()?.toJavaScript() ?? {}) as Values);
    callback(null, {});
  }

  registerResourceHook(_: unknown, callback: Callback): void {
    callback(null, {});
  }
}

type Callback = (error: unknown, response: unknown) => void;

function urnOf(parent: string | undefined, type: string, name: string): string {
  const prefix = `urn:pulumi:${STACK}::${PROJECT}::`;
  const above = parent?.split("::")[2] ?? STACK_TYPE;
  return `${prefix}${above === STACK_TYPE ? "" : `${above}$`}${type}::${name}`;
}

function pluginProvider(operations: Operations<unknown>): Provider {
  const values = (each: Values) => each as never;
  return {
    check({ type, name, inputs }) {
      const checked = operations.check(type, name, values(inputs));
      if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
      return checked.inputs as Values;
    },
    async compare(kept, { type, inputs, ignored, name }) {
      const checked = operations.check(type, name, values(inputs)).inputs;
      const changes = await operations.diff(type, kept.id ?? "", values(kept.outputs), checked, ignored);
      if (changes.length === 0) return "same";
      return changes.some(({ replaces }) => replaces) ? "replace" : "update";
    },
    create: async ({ type, inputs }) =>
      (await operations.create(type, values(inputs), false)) as { id: string; outputs: Values },
    update: async (kept, { type, inputs, ignored }) =>
      (await operations.update(
        type,
        kept.id ?? "",
        values(kept.outputs),
        values(inputs),
        ignored,
        false,
      )) as Values,
    remove: (kept) => operations.delete(kept.type, kept.id ?? "", values(kept.outputs)),
  };
}

async function choreoHandlers(): Promise<Map<string, Handlers>> {
  const loaded = RESOURCE_TYPES.map(
    async (type): Promise<[string, Handlers]> => [
      `pulumi-nodejs:dynamic/choreo:${type}`,
      (await import(`../../providers/choreo/${type}/handlers.ts`)) as Handlers,
    ],
  );
  return new Map(await Promise.all(loaded));
}

function choreoProvider(handlers: Handlers, config: ProviderConfig): Provider {
  const check = ({ inputs }: Request, olds: Values = {}) => {
    const checked = handlers.check(config, olds, inputs);
    if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
    return checked.inputs;
  };
  return {
    check,
    async compare(kept, request) {
      const { changes, replaces, deleteBeforeReplace } = handlers.diff(
        config,
        kept.id ?? "",
        kept.outputs,
        check(request, kept.inputs),
      ) as { changes: boolean; replaces: string[]; deleteBeforeReplace?: boolean };
      if (replaces.length > 0) return deleteBeforeReplace ? "delete, then make" : "replace";
      return changes ? "update" : "same";
    },
    async create({ inputs }) {
      const { id, outs } = await handlers.create(config, inputs);
      return { id, outputs: outs };
    },
    async update(kept, { inputs }) {
      return (await handlers.update(config, kept.id ?? "", kept.outputs, inputs)).outs;
    },
    remove: (kept) => handlers.remove(config, kept.id ?? "", kept.outputs),
  };
}

/** As the engine treats `ignoreChanges`: what it names keeps the value of the last inputs, or none. */
function withIgnored(inputs: Values, olds: Values, ignored: readonly string[]): Values {
  return ignored.reduce((changed, path) => reset(changed, olds, path.split(".")), inputs);
}

function reset(inputs: Values, olds: Values, [name = "", ...rest]: string[]): Values {
  const { [name]: now, ...others } = inputs;
  const old = olds[name];
  if (rest.length > 0) {
    if (typeof now !== "object" || now === null) return inputs;
    return { ...others, [name]: reset(now as Values, (old ?? {}) as Values, rest) };
  }
  return old === undefined ? others : { ...others, [name]: old };
}

/** Without the marks of secrets: the state is nobody's here, and the next run gets the values. */
function plain(value: Values): Values {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    typeof each === "object" && each !== null && SIGNATURE in each ? each.value : each,
  ) as Values;
}
