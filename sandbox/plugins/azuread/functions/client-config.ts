import { computed, string } from "../../properties/types.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";

/** Who runs the deployment; asks nobody. */
export const getClientConfig: PluginFunction<Azure> = {
  inputs: {},
  outputs: {
    clientId: computed(string),
    id: computed(string),
    objectId: computed(string),
    tenantId: computed(string),
  },
  invoke: async ({ tenantId, clientId, callerId }) => ({
    id: `${tenantId}-${clientId}-${callerId}`,
    clientId,
    objectId: callerId,
    tenantId,
  }),
};
