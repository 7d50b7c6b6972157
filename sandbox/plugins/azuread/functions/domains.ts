import { boolean, computed, list, object, optional, string, type Values } from "../../properties/types.ts";
import { PluginError } from "../../protocol/errors.ts";
import type { PluginFunction } from "../../protocol/plugin.ts";
import type { Azure } from "../context.ts";
import { flag, text, texts } from "../json.ts";
import { allComputed, listId } from "./select.ts";

const FLAGS = ["adminManaged", "includeUnverified", "onlyDefault", "onlyInitial", "onlyRoot"];

const args = {
  ...Object.fromEntries(FLAGS.map((name) => [name, optional(boolean)])),
  supportsServices: optional(list(string)),
};

export const getDomains: PluginFunction<Azure> = {
  inputs: args,
  outputs: {
    ...args,
    domains: computed(
      list(
        object("getDomainsDomain", {
          ...allComputed(boolean, ["adminManaged", "default", "initial", "root", "verified"]),
          ...allComputed(string, ["authenticationType", "domainName"]),
          supportedServices: computed(list(string)),
        }),
      ),
    ),
    id: computed(string),
  },

  async invoke({ graph, tenantId }, given) {
    const wanted = texts(given.supportsServices);
    const domains = (await graph.list("/v1.0/domains")).filter(
      (domain) =>
        (!given.adminManaged || flag(domain.isAdminManaged)) &&
        (!given.onlyDefault || flag(domain.isDefault)) &&
        (!given.onlyInitial || flag(domain.isInitial)) &&
        (!given.onlyRoot || flag(domain.isRoot)) &&
        (flag(given.includeUnverified) || domain.isVerified !== false) &&
        wanted.every((service) => texts(domain.supportedServices).includes(service)),
    );
    if (domains.length === 0) throw new PluginError("no domains found for the provided filters");
    const names = domains.map(({ id }) => text(id));
    return { ...given, id: listId(`domains#${tenantId}`, "/", names), domains: domains.map(domainOutputs) };
  },
};

const domainOutputs = (domain: Values): Values => ({
  adminManaged: flag(domain.isAdminManaged),
  authenticationType: text(domain.authenticationType),
  default: flag(domain.isDefault),
  domainName: text(domain.id),
  initial: flag(domain.isInitial),
  root: flag(domain.isRoot),
  supportedServices: texts(domain.supportedServices),
  verified: flag(domain.isVerified),
});
