import { status } from "@grpc/grpc-js";
import type callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { CallbackServer } from "@pulumi/pulumi/runtime/callbacks.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import * as runtimeState from "@pulumi/pulumi/runtime/state.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Values } from "../../providers/choreo/resource/values.ts";
import { type Goal, STACK_TYPE, urnOf } from "./state.ts";

/** What the program asks of the engine. */
export interface Engine {
  stack: { name: string; project: string };
  register(goal: Goal): Promise<{ id?: string | undefined; outputs: Values }>;
  invoke(token: string, args: Values): Promise<Values>;
  stackOutputs(values: Values): void;
}

const { ResourceMonitorFeature: FEATURES } = resources;

const { getStore } = runtimeState as unknown as { getStore(): object };

interface ServedCallbacks {
  _callbacks: Map<string, (request: Uint8Array) => Promise<unknown>>;
}

/** The SDK's list of a program's hooks, without the server through which an engine would call them, and the connection to try it. */
export function callbacksOf(monitor: Monitor): object {
  return Object.assign(Object.create(CallbackServer.prototype), {
    _callbacks: new Map(),
    _pendingRegistrations: 0,
    _awaitQueue: [],
    _monitor: monitor,
    _target: Promise.resolve("in process"),
    _server: { forceShutdown: () => undefined },
  });
}

type Callback = (error: unknown, response: unknown) => void;

/** Values as an answer carries them to the SDK; made from their fields it would be a tenth of a run. */
function structOf(values: Values): structs.Struct {
  const struct = new structs.Struct();
  struct.toJavaScript = () => values as ReturnType<structs.Struct["toJavaScript"]>;
  return struct;
}

/** The engine's end of the SDK's calls. */
export class Monitor extends MockMonitor {
  /** Rejects with the first resource's failure: without an answer the program waits. */
  readonly failed: Promise<never>;
  #fail: (reason: Error) => void = () => undefined;
  readonly #engine: Engine;
  readonly #hooks = new Map<string, { callback: callbacks.Callback; onDryRun: boolean }>();

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
    const urn = urnOf(this.#engine.stack, parent, type, name);
    try {
      const { id, outputs } = await this.#engine.register({
        ...{ urn, type, name, parent, custom: req.getCustom() },
        inputs: (req.getObject()?.toJavaScript() ?? {}) as Values,
        aliases: req.getAliasurnsList(),
        ignored: req.getIgnorechangesList(),
        protect: req.getProtect() || undefined,
        retainOnDelete: req.getRetainondelete() || undefined,
        deletedWith: req.getDeletedwith() || undefined,
        dependencies: req.getDependenciesList(),
        propertyDependencies: dependenciesOf(req),
        beforeCreate: req.getHooks()?.getBeforeCreateList() ?? [],
      });
      const response = new resources.RegisterResourceResponse();
      response.setUrn(urn);
      response.setId(id ?? "");
      response.setObject(structOf(outputs));
      this.resources.set(urn, { urn, id: id ?? null, state: outputs });
      callback(null, response);
    } catch (error) {
      this.#fail(
        type === STACK_TYPE
          ? (error as Error)
          : new Error(`${type} (${name}): ${(error as Error).message}`, { cause: error }),
      );
    }
  }

  override async invoke(req: resources.ResourceInvokeRequest, callback: Callback): Promise<void> {
    try {
      const args = (req.getArgs()?.toJavaScript() ?? {}) as Values;
      const response = new resources.ResourceInvokeResponse();
      const result = await this.#engine.invoke(req.getTok(), args);
      response.setReturn(structOf(result));
      callback(null, response);
    } catch (error) {
      const details = (error as Error).message;
      callback(Object.assign(new Error(details), { code: status.UNKNOWN, details }), undefined);
    }
  }

  override registerResourceOutputs(req: resources.RegisterResourceOutputsRequest, callback: Callback): void {
    if (req.getUrn().includes(`::${STACK_TYPE}::`))
      this.#engine.stackOutputs((req.getOutputs()?.toJavaScript() ?? {}) as Values);
    callback(null, {});
  }

  /** No structured aliases: the SDK then works out all earlier URNs of a resource itself. */
  override getDeploymentInfo(_: unknown, callback: Callback): void {
    const answer = new resources.DeploymentInfo();
    answer.setSupportedfeaturesList([
      FEATURES.RESOURCE_MONITOR_FEATURE_SECRETS,
      FEATURES.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
      FEATURES.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
      FEATURES.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    ]);
    callback(null, answer);
  }

  registerResourceHook(req: resources.RegisterResourceHookRequest, callback: Callback): void {
    this.#hooks.set(req.getName(), {
      callback: req.getCallback() as callbacks.Callback,
      onDryRun: req.getOnDryRun(),
    });
    callback(null, {});
  }

  /** Calls a hook of the program as the engine does. @throws what it throws */
  async callHook(name: string, { urn, type, name: resource, inputs }: Goal, dryRun: boolean): Promise<void> {
    const hook = this.#hooks.get(name);
    if (!hook || (dryRun && !hook.onDryRun)) return;
    const about = new resources.ResourceHookRequest();
    about.setUrn(urn);
    about.setName(resource);
    about.setType(type);
    about.setNewInputs(structs.Struct.fromJavaScript(inputs as never));
    // Directly: what the hook says through a server would not be known to be of this run.
    const { callbacks: served } = getStore() as { callbacks?: ServedCallbacks };
    const call = served?._callbacks.get(hook.callback.getToken());
    const answer = (await call?.(about.serializeBinary())) as resources.ResourceHookResponse | undefined;
    const said = answer?.getError();
    if (said) throw new Error(`before hook "${name}" failed: ${said}`);
  }
}

function dependenciesOf(req: resources.RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  req.getPropertydependenciesMap().forEach((on, property) => {
    found[property] = on.getUrnsList();
  });
  return found;
}
