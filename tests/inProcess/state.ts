import { isDeepStrictEqual } from "node:util";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ExportedState, Step } from "../../sandbox/engine/index.ts";

export const STACK_TYPE = "pulumi:pulumi:Stack";
const SECRET = "4dabf18193072939515e22adb298388d";
const MARK = "1b47061264138c4ac30d75fd1eb44270";

/** One resource as the state keeps it; secrets in `inputs` and `outputs` are marked and in clear. */
export interface Kept {
  urn: string;
  type: string;
  custom: boolean;
  id?: string | undefined;
  parent?: string | undefined;
  inputs: Values;
  outputs: Values;
  protect?: true | undefined;
  retainOnDelete?: true | undefined;
  deletedWith?: string | undefined;
  ignored?: string[] | undefined;
  /** Replaced by a run that did not come to delete it. */
  delete?: true | undefined;
  /** It exists and is not ready: the next run updates it. */
  initErrors?: string[] | undefined;
}

/** What a program says of a resource. */
export interface Goal extends Omit<Kept, "outputs" | "id" | "delete" | "initErrors"> {
  name: string;
  aliases: string[];
  ignored: string[];
  /** Names of the hooks to call before it is made. */
  beforeCreate: string[];
  /** URNs. */
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
}

/** Without the marks of secrets, as a provider gets them that does not know of secrets. */
export const plain = (value: Values): Values => withoutSecrets(value, ({ value }) => value);

/** As `pulumi stack output` prints them. */
export const hidden = (value: Values): Values => withoutSecrets(value, () => "[secret]");

/** As a state or an event log shows them: encoded, as the engine encrypts them. */
export const sealed = (value: Values): Values =>
  withoutSecrets(value, (secret) => ({
    [SECRET]: MARK,
    ciphertext: Buffer.from(JSON.stringify(secret.value)).toString("base64"),
  }));

/** As `pulumi stack output --show-secrets` prints what a state has {@link sealed}. */
export const opened = (value: Values): Values => plain(unsealed(value));

const unsealed = (value: Values): Values =>
  withoutSecrets(value, (secret) => ({
    [SECRET]: MARK,
    value: JSON.parse(Buffer.from(String(secret.ciphertext), "base64").toString()),
  }));

function withoutSecrets(
  value: Values,
  instead: (secret: { value?: unknown; ciphertext?: unknown }) => unknown,
): Values {
  const copy = (each: unknown): unknown => {
    if (typeof each !== "object" || each === null) return each;
    if (Array.isArray(each)) return each.map(copy);
    const entries = Object.entries(each).filter(([, entry]) => entry !== undefined);
    const copied = Object.fromEntries(entries.map(([name, entry]) => [name, copy(entry)]));
    return SECRET in each ? instead(copied) : copied;
  };
  return copy(value) as Values;
}

export function urnOf(
  stack: { name: string; project: string },
  parent: string | undefined,
  type: string,
  name: string,
) {
  const above = parent?.split("::")[2] ?? STACK_TYPE;
  return `urn:pulumi:${stack.name}::${stack.project}::${above === STACK_TYPE ? "" : `${above}$`}${type}::${name}`;
}

/** A step as sandbox/engine/events.ts reads it out of the engine's event log. */
export function stepOf(op: string, urn: string, old?: Sides, next?: Sides): Step {
  const inputs = differing(old?.inputs, next?.inputs);
  const diffs = inputs.length > 0 ? inputs : differing(old?.outputs, next?.outputs);
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return { op, type, name: urn.slice(urn.lastIndexOf("::") + 2), urn, diffs: old && next ? diffs : [] };
}

type Sides = Pick<Kept, "inputs"> & Partial<Pick<Kept, "outputs">>;

function differing(old: Values = {}, next: Values = {}): string[] {
  const [before, after] = [plain(old), plain(next)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

/** What `pulumi stack export` prints. */
export function exported(resources: Kept[]): ExportedState {
  const state = resources.map((kept) => ({
    ...kept,
    inputs: sealed(kept.inputs),
    outputs: sealed(kept.outputs),
  }));
  return { version: 3, deployment: { resources: state } } as unknown as ExportedState;
}

export function imported({ deployment }: ExportedState): Kept[] {
  return ((deployment.resources ?? []) as unknown as Kept[]).map((kept) => ({
    ...structuredClone(kept),
    inputs: unsealed(kept.inputs),
    outputs: unsealed(kept.outputs),
  }));
}
