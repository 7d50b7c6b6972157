import * as ApiDeployment from "../../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../../providers/choreo/ApiPermissions/handlers.ts";
import type { Values } from "../../../providers/choreo/resource/values.ts";
import type { RunningChoreo } from "../../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { configFor, type Handlers } from "../harness.ts";

export const apiId: string = seed.apis.books.id;

/** What a stack's settings say of the API. */
export interface Settings {
  scopes: string[];
  /** By operation. */
  operations: Record<string, string[]>;
  environments?: string[] | undefined;
  /** Whether the permissions are told the environments, as the component does. */
  isTold?: boolean | undefined;
  /** `choreo`: the API's own people have the permissions, and the stack has records. */
  owner?: "choreo" | undefined;
  adopt?: boolean | undefined;
}

interface State {
  outs: Values;
  inputs: Values;
  isPartial: boolean;
}

const KINDS = { permissions: ApiPermissions, deployment: ApiDeployment, lifecycle: ApiLifecycle } as const;
type Kind = keyof typeof KINDS;
const ORDER = Object.keys(KINDS) as Kind[];

let processes = 0;

/** A stack with the three resources of one API, run the way the engine does, each command in a process of its own. */
export class ApiStack {
  readonly name: string;
  claimant: string;
  readonly #emulator: RunningChoreo;
  #state = new Map<Kind, State>();
  settings: Settings | undefined;
  /** The last `up` did not end well: what it was making may be there without being in the state. */
  isBroken = false;
  /** It has begun to be destroyed, so it claims nothing any more. */
  isLeaving = false;

  constructor(emulator: RunningChoreo, name: string) {
    this.#emulator = emulator;
    this.name = name;
    this.claimant = `shop/${name}/books`;
  }

  /** What has to be in force for it; undefined where it has nothing, or an `up` or `destroy` of it was cut short. */
  get claim(): Settings | undefined {
    return this.isEmpty || this.isLeaving || this.isBroken ? undefined : this.wish;
  }

  /** Its settings, with the environments that it has chosen by itself where they name none; undefined where Choreo has the permissions. */
  get wish(): Settings | undefined {
    if (this.settings?.owner) return undefined;
    const chosen = this.#state.get("deployment")?.outs.deployedTo as string[] | undefined;
    return this.settings && { ...this.settings, environments: this.settings.environments ?? chosen ?? [] };
  }

  /** Nothing of it is left in its state. */
  get isEmpty(): boolean {
    return this.#state.size === 0;
  }

  /** @throws what a resource failed with; what was made before stays in the state */
  async up(settings: Settings): Promise<void> {
    this.settings = settings;
    this.isBroken = true;
    this.isLeaving = false;
    const config = this.#process();
    for (const kind of ORDER) {
      const handlers: Handlers = KINDS[kind];
      const known = this.#state.get(kind);
      const { inputs } = handlers.check(config, known?.inputs ?? {}, this.#inputs(kind, settings));
      try {
        if (!known) {
          const { outs } = await handlers.create(config, inputs);
          this.#state.set(kind, { outs, inputs, isPartial: false });
        } else if (known.isPartial || handlers.diff(config, apiId, known.outs, inputs).changes) {
          const { outs } = await handlers.update(config, apiId, known.outs, inputs);
          this.#state.set(kind, { outs, inputs, isPartial: false });
        } else known.inputs = inputs;
      } catch (error) {
        const { id, properties } = error as { id?: string; properties?: Values };
        if (id && properties) this.#state.set(kind, { outs: properties, inputs, isPartial: true });
        throw error;
      }
    }
    this.isBroken = false;
  }

  /** Names the resources that the next `up` would change. */
  preview(settings = this.settings as Settings): Kind[] {
    const config = this.#process();
    return ORDER.filter((kind) => {
      const handlers: Handlers = KINDS[kind];
      const known = this.#state.get(kind);
      if (!known) return true;
      const { inputs } = handlers.check(config, known.inputs, this.#inputs(kind, settings));
      return known.isPartial || handlers.diff(config, apiId, known.outs, inputs).changes;
    });
  }

  async refresh(): Promise<void> {
    const config = this.#process();
    for (const [kind, known] of this.#state) {
      const found = await (KINDS[kind] as Handlers).read(config, apiId, known.outs);
      if (found.id === undefined) this.#state.delete(kind);
      else Object.assign(known, { outs: found.props, inputs: found.inputs });
    }
  }

  async destroy(): Promise<void> {
    this.isLeaving = true;
    const config = this.#process();
    for (const kind of ORDER.toReversed()) {
      const known = this.#state.get(kind);
      if (known) await (KINDS[kind] as Handlers).remove(config, apiId, known.outs);
      this.#state.delete(kind);
    }
    this.settings = undefined;
  }

  #process() {
    return configFor(this.#emulator, { process: processes++ });
  }

  #inputs(kind: Kind, { scopes, operations, environments, isTold, owner, adopt }: Settings): Values {
    const { claimant } = this;
    if (kind === "lifecycle") return { apiId, claimant, owner };
    if (kind === "deployment") {
      const trigger = JSON.stringify([scopes, operations]);
      return { apiId, claimant, trigger, owner, ...(environments ? { environments } : {}) };
    }
    const texts = Object.fromEntries(scopes.map((name) => [name, { description: `${name} of the library` }]));
    return {
      apiId,
      claimant,
      scopes: texts,
      operations,
      owner,
      adopt,
      ...(environments && isTold ? { environments } : {}),
    };
  }
}
