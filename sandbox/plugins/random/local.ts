import { map, optional, type Property, string, type Values } from "../properties/types.ts";
import type { Resource } from "../protocol/plugin.ts";

/** Any change of them makes a new value. */
export const keepers: Property = optional(map(string), { replaces: true });

/**
 * A resource that lives in the state alone: reading gives back what is there, deleting does nothing.
 *
 * @param fromId the state for an id that is imported
 */
export const local = (
  resource: Pick<Resource<object>, "properties" | "validate" | "validateId"> & {
    make(inputs: Values): { id: string; outputs: Values };
    fromId(id: string): Values;
  },
): Resource<object> => ({
  ...resource,
  create: async (_context, inputs) => {
    const { id, outputs } = resource.make(inputs);
    return { id, outputs: { ...inputs, ...outputs } };
  },
  read: async (_context, id, state) => (Object.keys(state).length > 0 ? state : resource.fromId(id)),
  update: async (_context, { state, inputs }) => ({ ...state, ...inputs }),
  delete: async () => {},
});
