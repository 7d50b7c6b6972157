import type { ImportFile } from "../../cli/shared/importFile.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { Providers } from "./providers.ts";
import { type Kept, urnOf } from "./state.ts";

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

/** What an import file says becomes entries of a state: of what has no inputs there, its plugin reads them. */
export async function entriesOf(
  { nameTable, resources }: ImportFile,
  stack: { name: string; project: string },
  providers: Providers,
): Promise<Kept[]> {
  const urns = new Map(Object.entries(nameTable));
  const entries: Kept[] = [];
  for (const each of resources as unknown as Imported[]) {
    const { type, name, logicalName, id, inputs, outputs } = each;
    const parent = each.parent === undefined ? undefined : urns.get(each.parent);
    const urn = urnOf(stack, parent, type, logicalName);
    urns.set(name, urn);
    const entry: Kept = { urn, type, parent, custom: !each.component, inputs: {}, outputs: {} };
    if (each.component) entries.push(entry);
    else if (inputs && outputs) entries.push({ ...entry, id, inputs, outputs });
    else {
      const found = await providers.of(type).read({ ...entry, id });
      if (!found) throw new Error(`there is no ${type} ${id}`);
      entries.push({ ...entry, ...found });
    }
  }
  return entries;
}
