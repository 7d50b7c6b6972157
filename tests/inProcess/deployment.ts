import type { Values } from "../../providers/choreo/resource/values.ts";
import type { Step } from "../../sandbox/engine/index.ts";
import type { Monitor } from "./monitor.ts";
import { Partial, type Providers } from "./providers.ts";
import { type Goal, type Kept, STACK_TYPE, stepOf } from "./state.ts";

const never = new Promise<never>(() => undefined);

/** What one run does to a stack's resources, step by step, as the engine decides it. */
export class Deployment {
  readonly steps: Step[] = [];
  /** Operation → number of resources. */
  readonly changes: Record<string, number> = {};
  /** The hooks of the program that runs. */
  monitor: Monitor | undefined;
  readonly #state: Map<string, Kept>;
  readonly #providers: Providers;
  readonly dryRun: boolean;
  readonly #seen = new Set<string>();
  readonly #running = new Set<Promise<unknown>>();
  #ended = false;

  constructor(state: Iterable<Kept>, providers: Providers, dryRun: boolean) {
    this.#state = new Map([...state].map((kept) => [keyOf(kept), kept]));
    this.#providers = providers;
    this.dryRun = dryRun;
  }

  get resources(): Kept[] {
    return [...this.#state.values()];
  }

  /** By URN: the outputs of what there is, as the engine's function gives them to a program. */
  get outputs(): Values {
    const there = this.resources.filter((kept) => !kept.delete);
    return Object.fromEntries(there.map(({ urn, outputs }) => [urn, { outputs }]));
  }

  async refresh(): Promise<void> {
    await Promise.all(this.resources.map((kept) => this.#refreshOne(kept)));
  }

  async #refreshOne(kept: Kept): Promise<void> {
    if (!kept.custom) return this.#count("same");
    const provider = this.#providers.of(kept.type);
    const found = await provider.read(kept);
    if (!found) {
      this.#state.delete(keyOf(kept));
      return this.#step("delete", stepOf("delete", kept.urn, kept));
    }
    const { initErrors: _, ...healthy } = kept;
    const read = { ...healthy, ...found };
    this.#state.set(keyOf(kept), read);
    const wanted = { ...kept, name: "", aliases: [], ignored: kept.ignored ?? [], beforeCreate: [] };
    // What is found is news when it is not what the last run wanted.
    if ((await provider.diff(read, wanted)) === "same") this.#count("same");
    else this.#step("update", stepOf("update", kept.urn, kept, read));
  }

  async register(goal: Goal): Promise<{ id?: string | undefined; outputs: Values }> {
    const { urn } = goal;
    const old = [urn, ...goal.aliases].map((name) => this.#state.get(name)).find((kept) => kept);
    this.#seen.add(urn);
    if (old) this.#seen.add(old.urn);
    if (!goal.custom) {
      if (old) this.#count("same");
      else this.#step("create", stepOf("create", urn));
      this.#keep(goal, old, {
        inputs: goal.inputs,
        outputs: goal.type === STACK_TYPE ? (old?.outputs ?? {}) : {},
      });
      return { outputs: {} };
    }
    const provider = this.#providers.of(goal.type);
    const ignoring = { ...goal, inputs: withIgnored(goal, old) };
    const checked: Goal = { ...goal, inputs: provider.check(ignoring, old) };
    if (!old) return this.#create(checked);
    const found = await provider.diff(old, checked);
    const change = found === "same" && old.initErrors ? "update" : found;
    if (change === "same") {
      this.#count("same");
      const { inputs, outputs } = old;
      this.#keep({ ...goal, inputs }, old, { id: old.id, inputs, outputs });
      return { id: old.id, outputs };
    }
    if (change === "update") return this.#update(checked, old);
    if (old.protect)
      throw new Error(
        `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, remove the \`protect\` flag`,
      );
    this.#step("replace", stepOf("replace", urn, old, checked));
    if (change === "delete, then make") await this.#remove(old);
    else if (!this.dryRun) {
      this.#state.delete(keyOf(old));
      const condemned: Kept = { ...old, delete: true };
      this.#state.set(keyOf(condemned), condemned);
    }
    return this.#make(checked, "create-replacement");
  }

  async #create(goal: Goal) {
    this.#step("create", stepOf("create", goal.urn));
    return this.#make(goal);
  }

  async #make(goal: Goal, op?: string) {
    if (op) this.steps.push(stepOf(op, goal.urn));
    for (const hook of goal.beforeCreate) await this.monitor?.callHook(hook, goal, this.dryRun);
    if (this.dryRun) return { outputs: await this.#providers.of(goal.type).plan(goal) };
    try {
      const { id, outputs } = await this.#write(() => this.#providers.of(goal.type).create(goal));
      this.#keep(goal, undefined, { id, inputs: goal.inputs, outputs });
      return { id, outputs };
    } catch (error) {
      if (error instanceof Partial)
        this.#keep(goal, undefined, {
          id: error.id,
          inputs: goal.inputs,
          outputs: error.outputs,
          initErrors: [error.message],
        });
      throw error;
    }
  }

  async #update(goal: Goal, old: Kept) {
    this.#step("update", stepOf("update", goal.urn, old, goal));
    const provider = this.#providers.of(goal.type);
    if (this.dryRun) return { id: old.id, outputs: await provider.plan(goal, old) };
    try {
      const outputs = await this.#write(() => provider.update(old, goal));
      this.#keep(goal, old, { id: old.id, inputs: goal.inputs, outputs });
      return { id: old.id, outputs };
    } catch (error) {
      if (error instanceof Partial)
        this.#keep(goal, old, {
          id: old.id,
          inputs: goal.inputs,
          outputs: error.outputs,
          initErrors: [error.message],
        });
      throw error;
    }
  }

  /** Deletes what the program has not named, last made first. */
  async removeUnseen(): Promise<void> {
    await this.#removeAll(this.resources.filter((kept) => kept.delete || !this.#seen.has(kept.urn)));
  }

  async destroy(): Promise<void> {
    await this.#removeAll(this.resources);
  }

  async #removeAll(gone: Kept[]): Promise<void> {
    const kept = gone.find(({ protect }) => protect);
    if (kept)
      throw new Error(
        `resource "${kept.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag from the resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${kept.urn}'\``,
      );
    const going = new Set(gone.filter((each) => !each.delete).map(({ urn }) => urn));
    for (const each of gone.toReversed()) {
      this.#step("delete", stepOf(each.delete ? "delete-replaced" : "delete", each.urn, each));
      await this.#remove(each, going);
    }
  }

  async #remove(kept: Kept, going: ReadonlySet<string> = new Set()): Promise<void> {
    if (this.dryRun) return;
    const goesAlong = kept.deletedWith !== undefined && going.has(kept.deletedWith);
    if (kept.custom && !kept.retainOnDelete && !goesAlong)
      await this.#write(() => this.#providers.of(kept.type).remove(kept));
    this.#state.delete(keyOf(kept));
  }

  /** After a failure: what is under way ends, nothing else begins. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#running);
    // What waits for these in the registrations of the program is done with the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
  }

  stackOutputs(outputs: Values): void {
    for (const kept of this.#state.values()) if (kept.type === STACK_TYPE) kept.outputs = outputs;
  }

  #write<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ended) return never;
    const under = work();
    this.#running.add(under);
    return under;
  }

  #keep(
    goal: Goal,
    old: Kept | undefined,
    rest: Pick<Kept, "inputs" | "outputs"> & { id?: string | undefined; initErrors?: string[] },
  ): void {
    const { urn, type, custom, parent, protect, retainOnDelete, deletedWith, ignored } = goal;
    if (old) this.#state.delete(keyOf(old));
    this.#state.set(urn, {
      urn,
      type,
      custom,
      parent,
      protect,
      retainOnDelete,
      deletedWith,
      ignored,
      ...rest,
    });
  }

  #step(count: string, step: Step): void {
    this.#count(count);
    this.steps.push(step);
  }

  #count(op: string): void {
    this.changes[op] = (this.changes[op] ?? 0) + 1;
  }
}

const keyOf = ({ urn, id, delete: isReplaced }: Kept) => (isReplaced ? `${urn} (replaced: ${id})` : urn);

function withIgnored({ inputs, ignored }: Goal, old: Kept | undefined): Values {
  if (!old) return inputs;
  const result = { ...inputs };
  for (const name of ignored)
    if (name in old.inputs) result[name] = old.inputs[name] as never;
    else delete result[name];
  return result;
}
