import { boolean, computed, list, object, optional, string } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { equals } from "../graph.ts";
import { dynamicMembership, groupOutputs } from "../group/from-graph.ts";
import { ids, text } from "../json.ts";
import { readOwners } from "../owners.ts";
import { allComputed, exactlyOne, selectors } from "./select.ts";

const KEYS = ["displayName", "mailNickname", "objectId"];

export const getGroup: PluginFunction<Azure> = {
  inputs: {
    ...selectors(string, KEYS),
    includeTransitiveMembers: optional(boolean),
    ...selectors(boolean, ["mailEnabled", "securityEnabled"]),
  },
  outputs: {
    ...allComputed(boolean, [
      "assignableToRole",
      "autoSubscribeNewMembers",
      "externalSendersAllowed",
      "hideFromAddressLists",
      "hideFromOutlookClients",
      "mailEnabled",
      "onpremisesSyncEnabled",
      "securityEnabled",
      "writebackEnabled",
    ]),
    ...allComputed(list(string), [
      "behaviors",
      "members",
      "owners",
      "provisioningOptions",
      "proxyAddresses",
      "types",
    ]),
    ...allComputed(string, [
      "description",
      "displayName",
      "id",
      "mail",
      "mailNickname",
      "objectId",
      "onpremisesDomainName",
      "onpremisesGroupType",
      "onpremisesNetbiosName",
      "onpremisesSamAccountName",
      "onpremisesSecurityIdentifier",
      "preferredLanguage",
      "theme",
      "visibility",
    ]),
    dynamicMemberships: computed(
      list(object("getGroupDynamicMembership", { enabled: computed(boolean), rule: computed(string) })),
    ),
    includeTransitiveMembers: optional(boolean),
  },

  async invoke(azure, args) {
    const { graph } = azure;
    const { name, value } = exactlyOne(args, KEYS);
    const candidates =
      name === "objectId"
        ? [await graph.find(`/beta/groups/${value}`)].filter((group) => group !== undefined)
        : await graph.list("/beta/groups", equals(name, value));
    const found = candidates.filter(({ mailEnabled, securityEnabled }) =>
      [
        [args.mailEnabled, mailEnabled],
        [args.securityEnabled, securityEnabled],
      ].every(([wanted, actual]) => wanted === undefined || wanted === actual),
    );
    const [group, another] = found;
    if (another)
      throw new PluginError(`More than one group found matching specified filter (${name} eq '${value}')`);
    if (!group) {
      throw new PluginError(
        name === "objectId"
          ? `No group found with object ID: "${value}"`
          : `No group found matching specified filter (${name} eq '${value}')`,
      );
    }
    const path = `/beta/groups/${group.id}`;
    const members = args.includeTransitiveMembers ? "transitiveMembers" : "members";
    const dynamic = dynamicMembership(group);
    return {
      ...groupOutputs(group, ids(await graph.list(`${path}/${members}`)), await readOwners(azure, path)),
      id: `/groups/${text(group.id)}`,
      dynamicMemberships: dynamic ? [dynamic] : [],
      includeTransitiveMembers: args.includeTransitiveMembers ?? false,
    };
  },
};
