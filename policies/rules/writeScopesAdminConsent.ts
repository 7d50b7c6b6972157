import type { StackValidationPolicy } from "@pulumi/policy";
import type { ApiAccess } from "../../access/index.ts";
import { isProduction, type ProductionConfig, productionSchema } from "../production.ts";
import { types } from "../resourceTypes.ts";
import { isWriting } from "../safe.ts";
import { stackAccess } from "../stackAccess.ts";

/**
 * In production a user must not be able to let a client change data on the user's own word, nor a client be spared the question by
 * pre-authorisation. A scope is a write scope when it opens an operation whose method is not safe; names play no part.
 */
export const writeScopesAdminConsent: StackValidationPolicy = {
  name: "write-scopes-admin-consent",
  description: "In production, only administrators can consent to scopes that open writing operations.",
  enforcementLevel: "mandatory",
  configSchema: { properties: productionSchema },
  validateStack: ({ resources, stackTags, getConfig }, report) => {
    const config = getConfig<ProductionConfig>();
    const { model, resource } = stackAccess(resources);
    for (const [key, api] of Object.entries(model.apis)) {
      const urn = resource(types.application, key)?.urn;
      if (urn === undefined || !isProduction(urn, config, stackTags)) continue;
      const writing = writePermissions(api);
      for (const [name, { scope, consent }] of Object.entries(api.permissions))
        if (writing.has(name) && consent === "users")
          report(
            `Users may consent to ${scope}, which opens ${writing.get(name)}: set its consent to admins.`,
            urn,
          );
      for (const [client, permissions] of Object.entries(api.preAuthorized ?? {}))
        for (const name of permissions.filter((each) => writing.has(each)))
          report(
            `The client ${client} needs nobody's consent to ${name}, which opens ${writing.get(name)}: take it out of preAuthorized, and let an administrator consent (adminConsent).`,
            urn,
          );
    }
  },
};

/** By permission, one writing operation that it opens. */
function writePermissions({ operations }: ApiAccess): Map<string, string> {
  const writing = Object.entries(operations).filter(([operation]) => isWriting(operation));
  return new Map(
    writing.flatMap(([operation, { permissions }]) => permissions.map((name) => [name, operation] as const)),
  );
}
