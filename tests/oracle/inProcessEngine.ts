import * as pulumi from "@pulumi/pulumi";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings.js";
import * as runtimeState from "@pulumi/pulumi/runtime/state.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
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
}

interface Request {
  urn: string;
  type: string;
  name: string;
  inputs: Values;
  ignored: string[];
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
 * that the tools read them. Hundreds of changes take seconds. What it leaves out: hooks, aliases, protection, partial failures.
 */
export class InProcessEngine {
  readonly #state = new Map<string, Kept>();
  readonly #providers: (type: string) => Provider;
  readonly #azure: Operations<unknown>;
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
    return new InProcessEngine(azure, (type) => {
      const found = dynamic.get(type);
      return found ?? pluginProvider(type.startsWith("random:") ? others : azure);
    });
  }

  private constructor(azure: Operations<unknown>, providers: (type: string) => Provider) {
    this.#azure = azure;
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
    for (const kept of [...this.#state.values()].filter(({ urn }) => !seen.has(urn)))
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

  async up(config: Readonly<Record<string, unknown>>): Promise<void> {
    const seen = new Set<string>();
    const condemned: Kept[] = [];
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
        const outputs = plain(await provider.update(kept, checked));
        this.#state.set(request.urn, { ...kept, inputs: checked.inputs, outputs });
        return { id: kept.id, outputs };
      }
      if (kept && change === "delete, then make") await provider.remove(kept);
      if (kept && change === "replace") condemned.push(kept);
      const { id, outputs } = await provider.create(checked);
      const made = { ...entry, id, inputs: checked.inputs, outputs: plain(outputs) } as Kept;
      this.#state.delete(request.urn);
      this.#state.set(request.urn, made);
      return { id, outputs: made.outputs };
    });
    const gone = [...this.#state.values()].filter(({ urn }) => !seen.has(urn));
    const going = new Set(gone.map(({ urn }) => urn));
    for (const kept of [...condemned, ...gone.toReversed()]) {
      if (kept.custom && !(kept.deletedWith && going.has(kept.deletedWith)))
        await this.#providers(kept.type).remove(kept);
      if (going.has(kept.urn)) this.#state.delete(kept.urn);
    }
  }

  async #run(
    config: Readonly<Record<string, unknown>>,
    dryRun: boolean,
    register: Register,
  ): Promise<Values> {
    let outputs: Values = {};
    const monitor = new Monitor({
      register,
      invoke: async (token, args) => (await this.#azure.invoke(token, args as never)).result as Values,
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
      this.#fail(new Error(`${urn}: ${(error as Error).message}`, { cause: error }));
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

const CHOREO_TYPES = [
  "ApiPermissions",
  "ApiDeployment",
  "ApiLifecycle",
  "Application",
  "IdpKey",
  "Subscription",
  "IdentityProvider",
] as const;

async function choreoHandlers(): Promise<Map<string, Handlers>> {
  const loaded = CHOREO_TYPES.map(
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

/** Without the marks of secrets: the state is nobody's here, and the next run gets the values. */
function plain(value: Values): Values {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    typeof each === "object" && each !== null && SIGNATURE in each ? each.value : each,
  ) as Values;
}
