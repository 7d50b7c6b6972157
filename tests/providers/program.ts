import { isDeepStrictEqual } from "node:util";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import type { Handlers } from "./harness.ts";

const handlersOf: Record<string, Handlers> = {
  ApiPermissions,
  ApiDeployment,
  ApiLifecycle,
  Application,
  IdpKey,
  Subscription,
};

/** One resource of a program. */
export interface Step {
  type: string;
  /** Inputs, which may build on the ids of earlier steps. */
  inputs: Values | ((idOf: (type: string) => string) => Values);
  /** Goes with that one when both go. */
  deletedWith?: string;
}

/** One resource of each type, as the project's program makes them for one API and one client. */
export function allTypes(claimant = "shop/dev/books"): Step[] {
  const apiId = seed.apis.books.id;
  return [
    {
      type: "ApiPermissions",
      inputs: {
        apiId,
        claimant,
        scopes: { books_add: { description: "Add a book" } },
        operations: { "POST /books": ["books_add"] },
      },
    },
    { type: "ApiDeployment", inputs: { apiId, claimant, trigger: "books_add on POST /books" } },
    { type: "ApiLifecycle", inputs: { apiId, claimant } },
    { type: "Application", inputs: { name: "storefront", description: "The shop", claimant } },
    {
      type: "IdpKey",
      inputs: (idOf) => ({
        applicationId: idOf("Application"),
        identityProvider: seed.identityProviders.v2.name,
        consumerKey: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
        keyType: "PRODUCTION",
      }),
      deletedWith: "Application",
    },
    {
      type: "Subscription",
      inputs: (idOf) => ({ applicationId: idOf("Application"), apiId }),
      deletedWith: "Application",
    },
  ];
}

/** The engine's mark for what is not known before the update (pulumi/pulumi, `sdk/go/common/resource/plugin/rpc.go`). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Known {
  id: string;
  inputs: Values;
  outs: Values;
  /** The last run made it, but not to the end: the engine updates it in the next one, unless a refresh comes between. */
  isPartial: boolean;
}

/**
 * A stack of Choreo resources, run the way the engine does, one resource after the other in this process: what was made stays in
 * the state, what failed is tried again.
 */
export class Program {
  /** What it declares; may be changed between runs. */
  steps: Step[];
  #state = new Map<string, Known>();

  constructor(steps: Step[] = allTypes()) {
    this.steps = steps;
  }

  /** What an `up` would do: `update Subscription`. Asks nothing of Choreo. */
  preview(config: ProviderConfig): string[] {
    return this.steps.flatMap((step) => {
      const known = this.#state.get(step.type);
      const op = known ? this.#operation(config, step, known, this.#check(config, step)) : "create";
      return op ? [`${op} ${step.type}`] : [];
    });
  }

  async up(config: ProviderConfig): Promise<void> {
    for (const step of this.steps) {
      const handlers = handlersOf[step.type] as Handlers;
      const inputs = this.#check(config, step);
      const known = this.#state.get(step.type);
      const op = known ? this.#operation(config, step, known, inputs) : "create";
      try {
        if (known && op === "replace") {
          await handlers.remove(config, known.id, known.outs);
          this.#state.delete(step.type);
        }
        if (known && op === "update") {
          const { outs } = await handlers.update(config, known.id, known.outs, inputs);
          this.#state.set(step.type, { id: known.id, inputs, outs, isPartial: false });
        } else if (op) {
          this.#state.set(step.type, {
            ...(await handlers.create(config, inputs)),
            inputs,
            isPartial: false,
          });
        }
      } catch (error) {
        const { id, properties } = error as { id?: string; properties?: Values };
        if (id && properties) this.#state.set(step.type, { id, inputs, outs: properties, isPartial: true });
        throw error;
      }
    }
  }

  /** An `up` that is killed once that resource is in the state. */
  async cutOff(config: ProviderConfig, last: string): Promise<void> {
    const all = this.steps;
    this.steps = all.slice(0, all.findIndex(({ type }) => type === last) + 1);
    await this.up(config);
    this.steps = all;
  }

  /** @returns what it found changed or gone, with the properties: `update Application: description` */
  async refresh(config: ProviderConfig): Promise<string[]> {
    const found: string[] = [];
    for (const [type, known] of this.#state) {
      const {
        id,
        props = {},
        inputs = {},
      } = await (handlersOf[type] as Handlers).read(config, known.id, known.outs);
      if (id === undefined) {
        this.#state.delete(type);
        found.push(`delete ${type}`);
        continue;
      }
      const changed = [...new Set([...Object.keys(known.outs), ...Object.keys(props)])].filter(
        (name) => !isDeepStrictEqual(known.outs[name], props[name]),
      );
      if (changed.length > 0) found.push(`update ${type}: ${changed.sort().join(", ")}`);
      this.#state.set(type, { id, inputs, outs: props, isPartial: false });
    }
    return found;
  }

  /** @param target this type alone and what goes with it; default: everything */
  async destroy(config: ProviderConfig, target?: string): Promise<void> {
    const going = this.steps.filter(({ type, deletedWith }) =>
      target === undefined ? true : [type, deletedWith].includes(target),
    );
    for (const { type, deletedWith } of going.toReversed()) {
      const known = this.#state.get(type);
      const goesWith = deletedWith !== undefined && this.#state.has(deletedWith);
      if (known && !goesWith) await (handlersOf[type] as Handlers).remove(config, known.id, known.outs);
    }
    for (const { type } of going) this.#state.delete(type);
  }

  /** As after a lost state file. */
  forget(): void {
    this.#state.clear();
  }

  /** Types in the state. */
  get made(): string[] {
    return [...this.#state.keys()];
  }

  #check(config: ProviderConfig, { type, inputs }: Step): Values {
    const known = this.#state.get(type);
    const idOf = (other: string) => this.#state.get(other)?.id ?? UNKNOWN;
    const news = typeof inputs === "function" ? inputs(idOf) : inputs;
    const checked = (handlersOf[type] as Handlers).check(config, known?.inputs ?? {}, news);
    if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
    return checked.inputs;
  }

  #operation(config: ProviderConfig, { type }: Step, { id, outs, isPartial }: Known, news: Values) {
    const { changes, replaces } = (handlersOf[type] as Handlers).diff(config, id, outs, news);
    if (replaces.length > 0) return "replace";
    return changes || isPartial ? "update" : undefined;
  }
}
