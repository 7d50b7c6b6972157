import type { StackValidationPolicy } from "@pulumi/policy";
import { openOperations } from "../../access/index.ts";
import { isProduction, matches, type ProductionConfig, productionSchema } from "../production.ts";
import { types } from "../resourceTypes.ts";
import { isWriting } from "../safe.ts";
import { stackAccess } from "../stackAccess.ts";

interface Config extends ProductionConfig {
  /** `<api> <verb> <target>`; `*` stands for anything. */
  allowed: string[];
}

/**
 * An operation without permissions opens to every token that a subscribed client can get, for whomever and for whichever API; one without
 * security to anyone. Reading that the settings list as open is what somebody meant; the rest nobody said, or should say, in production.
 */
export const closedOperations: StackValidationPolicy = {
  name: "closed-operations",
  description:
    "In production, operations need a permission, unless they read and are listed as needing none, or are allowed by name.",
  enforcementLevel: "mandatory",
  configSchema: {
    properties: {
      ...productionSchema,
      allowed: { type: "array", items: { type: "string" }, default: [] },
    },
  },
  validateStack: ({ resources, stackTags, getConfig }, report) => {
    const config = getConfig<Config>();
    const { model, resource } = stackAccess(resources);
    for (const { api, operation, anonymous, unlisted } of openOperations(model)) {
      const urn = resource(types.apiPermissions, api)?.urn;
      if (urn === undefined || !isProduction(urn, config, stackTags)) continue;
      if (!anonymous && !unlisted && !isWriting(operation)) continue;
      if ((config.allowed ?? []).some((pattern) => matches(`${api} ${operation}`, pattern))) continue;
      const who = anonymous
        ? "Anyone can call, without a token,"
        : "Every token of a subscribed client opens";
      report(
        `${who} ${operation} of ${api}: list it under operations with the permissions that it shall need, or allow it in the policy's configuration ("${api} ${operation}").`,
        urn,
      );
    }
  },
};
