import type { ImportFile } from "../../../cli/shared/importFile.ts";
import type { Values } from "../../../providers/choreo/resource/values.ts";
import { startProviders } from "../providers.ts";
import { type Kept, STACK_TYPE, urnOf } from "../state.ts";
import { caller } from "./caller.ts";

interface Entry {
  type: string;
  name: string;
  logicalName: string;
  id?: string;
  /** A key of the file. */
  parent?: string;
  component?: true;
  inputs?: Values;
  outputs?: Values;
}

interface Place {
  stack: { name: string; project: string };
  config: Record<string, unknown>;
  protect: boolean;
}

/** What `pulumi import --file` adds to a state: each resource as its provider reads it, or as the file has it whole. */
export async function imported(
  { nameTable, resources }: ImportFile,
  there: Kept[],
  { stack, config, protect }: Place,
): Promise<Kept[]> {
  const providers = await startProviders({ ...caller().env } as Record<string, string>, config);
  const root = urnOf(stack, undefined, STACK_TYPE, `${stack.project}-${stack.name}`);
  const empty = { type: STACK_TYPE, urn: root, custom: false, inputs: {}, outputs: {} };
  const state: Kept[] = there.some(({ urn }) => urn === root) ? [...there] : [empty, ...there];
  const urns = new Map(Object.entries(nameTable));
  for (const entry of resources as unknown as Entry[]) {
    const { type, name, logicalName, id = "", component, inputs, outputs = {} } = entry;
    const parent = urns.get(entry.parent ?? "") ?? root;
    const urn = urnOf(stack, parent, type, logicalName);
    urns.set(name, urn);
    if (state.some((kept) => kept.urn === urn)) throw new Error(`resource '${urn}' already exists`);
    const kept: Kept = { urn, type, parent, custom: !component, inputs: {}, outputs: {} };
    if (component) state.push(kept);
    else {
      const found = inputs ? { id, inputs, outputs } : await providers.of(type).read({ ...kept, id });
      if (!found) throw new Error(`resource '${id}' does not exist`);
      state.push({ ...kept, ...found, ...(protect ? { protect } : {}) });
    }
  }
  return state;
}
