import { boolean, list, optional, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals, type Graph } from "../graph.ts";
import { flag, ids, text, texts } from "../json.ts";
import { allComputed, exactlyOne, listId, selectors } from "./select.ts";

const flags = { ignoreMissing: optional(boolean), returnAll: optional(boolean) };

export const getGroups: PluginFunction<Azure> = {
  inputs: {
    ...selectors(string, ["displayNamePrefix"]),
    ...selectors(list(string), ["displayNames", "objectIds"]),
    ...selectors(boolean, ["mailEnabled", "securityEnabled"]),
    ...flags,
  },
  outputs: {
    ...allComputed(string, ["displayNamePrefix", "id"]),
    ...allComputed(list(string), ["displayNames", "objectIds"]),
    ...allComputed(boolean, ["mailEnabled", "securityEnabled"]),
    ...flags,
  },

  async invoke({ graph }, args) {
    const groups = (await find(graph, args)).filter(
      ({ mailEnabled, securityEnabled }) =>
        (args.mailEnabled === undefined || args.mailEnabled === mailEnabled) &&
        (args.securityEnabled === undefined || args.securityEnabled === securityEnabled),
    );
    const displayNames = groups.map(({ displayName }) => text(displayName));
    return {
      id: listId("groups", "-", displayNames),
      displayNamePrefix: text(args.displayNamePrefix),
      displayNames,
      objectIds: ids(groups),
      ignoreMissing: flag(args.ignoreMissing),
      returnAll: flag(args.returnAll),
      mailEnabled: flag(args.mailEnabled),
      securityEnabled: flag(args.securityEnabled),
    };
  },
};

async function find(graph: Graph, args: Values): Promise<Values[]> {
  const { name, value } = exactlyOne(args, ["displayNames", "displayNamePrefix", "objectIds", "returnAll"]);
  if (name === "returnAll") return graph.list("/beta/groups");
  if (name === "displayNamePrefix") {
    // Read all and choose here: that needs no `startsWith` from whoever stands in for Graph.
    const all = await graph.list("/beta/groups");
    return all.filter(({ displayName }) => text(displayName).startsWith(String(value)));
  }
  const found: Values[] = [];
  for (const wanted of texts(value)) {
    const matches =
      name === "objectIds"
        ? [await graph.find(`/beta/groups/${wanted}`)].filter((group) => group !== undefined)
        : await graph.list("/beta/groups", equals("displayName", wanted));
    const [group, another] = matches;
    const what = name === "objectIds" ? "object ID" : "display name";
    if (another) throw new PluginError(`More than one group found with ${what}: "${wanted}"`);
    if (group) found.push(group);
    else if (!flag(args.ignoreMissing)) throw new PluginError(`No group found with ${what}: "${wanted}"`);
  }
  return found;
}
