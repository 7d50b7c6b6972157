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

const apiId = seed.apis.books.id;
const claimant = "shop/dev/books";

interface Step {
  handlers: Handlers;
  /** Inputs, which may build on the ids of earlier steps. */
  inputs(ids: Map<Handlers, string>): Values;
}

const steps: Step[] = [
  {
    handlers: ApiPermissions,
    inputs: () => ({
      apiId,
      claimant,
      scopes: { books_add: { description: "Add a book" } },
      operations: { "POST /books": ["books_add"] },
    }),
  },
  { handlers: ApiDeployment, inputs: () => ({ apiId, claimant, trigger: "books_add on POST /books" }) },
  { handlers: ApiLifecycle, inputs: () => ({ apiId, claimant }) },
  { handlers: Application, inputs: () => ({ name: "storefront", description: "The shop", claimant }) },
  {
    handlers: IdpKey,
    inputs: (ids) => ({
      applicationId: ids.get(Application),
      identityProvider: "AzureAD",
      consumerKey: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
      keyType: "PRODUCTION",
    }),
  },
  { handlers: Subscription, inputs: (ids) => ({ applicationId: ids.get(Application), apiId }) },
];

/** A stack with all six types, run the way the engine does: what was made stays in the state, what failed is tried again. */
export class Program {
  readonly #state = new Map<Handlers, { id: string; outs: Values; isPartial: boolean }>();

  async up(config: ProviderConfig): Promise<void> {
    const ids = new Map<Handlers, string>();
    for (const { handlers, inputs } of steps) {
      const known = this.#state.get(handlers);
      const news = handlers.check(config, {}, inputs(ids)).inputs;
      try {
        if (!known) this.#state.set(handlers, { ...(await handlers.create(config, news)), isPartial: false });
        else if (known.isPartial) {
          const { outs } = await handlers.update(config, known.id, known.outs, news);
          this.#state.set(handlers, { id: known.id, outs, isPartial: false });
        }
      } catch (error) {
        const { id, properties } = error as { id?: string; properties?: Values };
        if (id && properties) this.#state.set(handlers, { id, outs: properties, isPartial: true });
        throw error;
      }
      ids.set(handlers, this.#state.get(handlers)?.id as string);
    }
  }

  async destroy(config: ProviderConfig): Promise<void> {
    for (const { handlers } of steps.toReversed()) {
      const known = this.#state.get(handlers);
      if (known) await handlers.remove(config, known.id, known.outs);
      this.#state.delete(handlers);
    }
  }
}
