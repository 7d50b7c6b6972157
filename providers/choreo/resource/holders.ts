import type { DiffResult } from "./diff.ts";
import type { ResourceType } from "./providerText.ts";
import type { Values } from "./values.ts";
import type { withOperations } from "./withOperations.ts";

type Operations = ReturnType<typeof withOperations>;

/** By type and id: the resources of this run that stand for the object and stay. */
const holders = new Map<string, Set<string>>();

/**
 * Keeps an object that a resource takes over under a new name from being deleted with the resource of the old name: a rename without an
 * alias makes the new one first, which finds the object in its place, and then deletes the old one, which has the same id.
 *
 * Which resources stay is known before anything is deleted: the engine compares or creates all that the program names first. After a
 * run that was cut off in between, the next one compares the new name and so knows it again.
 */
export function holding(type: ResourceType) {
  const holdersOf = (id: string) => {
    const key = `${type}/${id}`;
    const known = holders.get(key) ?? new Set<string>();
    holders.set(key, known);
    return known;
  };
  return {
    compared(id: string, olds: Values, result: DiffResult): DiffResult {
      if (result.replaces.length === 0) holdersOf(id).add(String(olds.claimant));
      return result;
    },
    guarding(operations: Operations): Operations {
      return {
        ...operations,
        create: async (config, inputs) => {
          const made = await operations.create(config, inputs);
          holdersOf(made.id).add(String(inputs.claimant));
          return made;
        },
        remove: async (config, id, outs) => {
          const others = holdersOf(id);
          others.delete(String(outs.claimant));
          if (others.size > 0) return;
          await operations.remove(config, id, outs);
        },
      };
    },
  };
}
