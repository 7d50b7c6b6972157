import type { Values } from "../../providers/choreo/resource/values.ts";
import type { Step } from "../../sandbox/engine/index.ts";
import type { Monitor } from "./monitor.ts";
import type { Violation } from "./policies.ts";
import { Partial, type Providers } from "./providers.ts";
import { type Goal, type Kept, STACK_TYPE, sealed, stepOf } from "./state.ts";

/** What only a program says of a resource. */
const NOTHING = { name: "", aliases: [], beforeCreate: [], dependencies: [], propertyDependencies: {} };

/** What a run says that was cut short. */
export const CUT = "the run was cut short here";
const never = new Promise<never>(() => undefined);

/** What one run does to a stack's resources, step by step, as the engine decides it. */
export class Deployment {
  readonly steps: Step[] = [];
  readonly #events: (() => object)[] = [];
  /** Why a preview fails although the program came to its end. */
  readonly refusals: string[] = [];
  readonly violations: Violation[] = [];
  /** Operation → number of resources. */
  readonly changes: Record<string, number> = {};
  /** The hooks of the program that runs. */
  monitor: Monitor | undefined;
  readonly #state: Map<string, Kept>;
  readonly #providers: Providers;
  readonly dryRun: boolean;
  readonly #cutAt: number;
  #writes = 0;
  readonly #seen = new Set<string>();
  /** What is under way, and for whom. */
  readonly #running = new Map<Promise<unknown>, string>();
  #ended = false;

  /** @param cutAt see {@link InProcessRunOptions} */
  constructor(
    state: Iterable<Kept>,
    providers: Providers,
    dryRun: boolean,
    cutAt = Number.POSITIVE_INFINITY,
  ) {
    this.#state = new Map([...state].map((kept) => [keyOf(kept), kept]));
    this.#providers = providers;
    this.dryRun = dryRun;
    this.#cutAt = cutAt;
  }

  get resources(): Kept[] {
    return [...this.#state.values()];
  }

  /** By URN: the outputs of what there is, as the engine's function gives them to a program. */
  get outputs(): Values {
    const there = this.resources.filter((kept) => !kept.delete);
    return Object.fromEntries(there.map(({ urn, outputs }) => [urn, { outputs }]));
  }

  /** What there is of what a program names. */
  find({ urn, aliases }: Goal): Kept | undefined {
    return [urn, ...aliases].map((name) => this.#state.get(name)).find((kept) => kept);
  }

  /** What the engine's event log would tell. */
  events = (): object[] => this.#events.map((event) => event());

  /** @param event made when somebody reads it */
  tell(event: () => object): void {
    this.#events.push(event);
  }

  async refresh(): Promise<void> {
    await Promise.all(this.resources.map((kept) => this.#refreshOne(kept)));
  }

  async #refreshOne(kept: Kept): Promise<void> {
    if (!kept.custom) return this.#did("same", kept.urn, kept, kept);
    const provider = this.#providers.of(kept.type);
    const found = await provider.read(kept);
    if (!found) {
      this.#state.delete(keyOf(kept));
      return this.#did("delete", kept.urn, kept);
    }
    const { initErrors: _, ...healthy } = kept;
    const read = { ...healthy, ...found };
    this.#state.set(keyOf(kept), read);
    const wanted = { ...NOTHING, ...kept, ignored: kept.ignored ?? [] };
    // What is found is news when it is not what the last run wanted.
    if ((await provider.diff(read, wanted)) === "same") this.#did("same", kept.urn, kept, read);
    else this.#did("update", kept.urn, kept, read);
  }

  async register(goal: Goal): Promise<{ id?: string | undefined; outputs: Values }> {
    const { urn } = goal;
    const old = this.find(goal);
    this.#seen.add(urn);
    if (old) this.#seen.add(old.urn);
    if (!goal.custom) {
      this.#did(old ? "same" : "create", urn, old, goal);
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
      this.#did("same", urn, old, { ...old, ...goal, inputs: old.inputs });
      const { inputs, outputs } = old;
      this.#keep({ ...goal, inputs }, old, { id: old.id, inputs, outputs });
      return { id: old.id, outputs };
    }
    if (change === "update") return this.#update(checked, old);
    if (old.protect) {
      const refusal = `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, remove the \`protect\` flag`;
      if (!this.dryRun) throw new Error(refusal);
      // A preview tells of all of them.
      this.refusals.push(refusal);
      return { id: old.id, outputs: old.outputs };
    }
    this.#did("replace", urn, old, checked);
    if (change === "delete, then make") await this.#remove(old);
    else if (!this.dryRun) {
      this.#state.delete(keyOf(old));
      const condemned: Kept = { ...old, delete: true };
      this.#state.set(keyOf(condemned), condemned);
    }
    return this.#make(checked, "create-replacement");
  }

  async #create(goal: Goal) {
    this.#did("create", goal.urn, undefined, goal);
    return this.#make(goal);
  }

  async #make(goal: Goal, op?: string) {
    if (op) this.steps.push(stepOf(op, goal.urn));
    for (const hook of goal.beforeCreate) await this.monitor?.callHook(hook, goal, this.dryRun);
    if (this.dryRun) return { outputs: await this.#providers.of(goal.type).plan(goal) };
    try {
      const { id, outputs } = await this.#write(goal.urn, () => this.#providers.of(goal.type).create(goal));
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
    this.#did("update", goal.urn, old, goal);
    const provider = this.#providers.of(goal.type);
    if (this.dryRun) return { id: old.id, outputs: await provider.plan(goal, old) };
    try {
      const outputs = await this.#write(goal.urn, () => provider.update(old, goal));
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
      this.#did("delete", each.urn, each, undefined, each.delete ? "delete-replaced" : "delete");
      await this.#remove(each, going);
    }
  }

  async #remove(kept: Kept, going: ReadonlySet<string> = new Set()): Promise<void> {
    if (this.dryRun) return;
    const goesAlong = kept.deletedWith !== undefined && going.has(kept.deletedWith);
    if (kept.custom && !kept.retainOnDelete && !goesAlong)
      await this.#write(kept.urn, () => this.#providers.of(kept.type).remove(kept));
    this.#state.delete(keyOf(kept));
  }

  /** After a failure: what is under way ends, nothing else begins. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.allSettled(this.#running.keys());
    // What waits for these in the registrations of the program is done with the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
  }

  stackOutputs(outputs: Values): void {
    for (const kept of this.#state.values()) if (kept.type === STACK_TYPE) kept.outputs = outputs;
  }

  get underWay(): string[] {
    return [...this.#running.values()];
  }

  #write<T>(urn: string, work: () => Promise<T>): Promise<T> {
    if (this.#ended || this.#writes > this.#cutAt) return never;
    if (this.#writes++ === this.#cutAt) return Promise.reject(new Error(CUT));
    const under = work();
    this.#running.set(under, urn);
    const settled = () => this.#running.delete(under);
    under.then(settled, settled);
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

  /** @param op `same` is counted and no step */
  #did(op: string, urn: string, old?: Kept, next?: Goal | Kept, step = op): void {
    this.changes[op] = (this.changes[op] ?? 0) + 1;
    if (op !== "same") this.steps.push(stepOf(step, urn, old, next));
    this.tell(() => ({ resourcePreEvent: { metadata: eventOf(step, urn, old, next) } }));
  }
}

/** The preview of a step leaves the outputs out, unless they stay. */
function eventOf(op: string, urn: string, old?: Kept, next?: Goal | Kept): object {
  const type = (next ?? old)?.type;
  const side = (of: Goal | Kept) => ({
    ...{ urn, type, custom: of.custom, parent: of.parent, protect: of.protect ?? false },
    inputs: sealed(of.inputs),
    outputs: "outputs" in of ? sealed(of.outputs) : {},
  });
  return {
    ...{ op, urn, type, old: old ? side(old) : null, new: next ? side(next) : null },
    diffs: old && next ? stepOf(op, urn, old, next).diffs : [],
  };
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
