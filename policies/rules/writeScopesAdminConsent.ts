import type { StackValidationPolicy } from "@pulumi/policy";
import { apiPairs } from "../pairing.ts";
import { isProduction, type ProductionConfig, productionSchema } from "../production.ts";
import { scopesOf } from "../resourceTypes.ts";

/** RFC 9110, 9.2.1. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * In production a user must not be able to let a client change data on the user's own word. A scope is a write scope when it
 * opens an operation whose method is not safe; names play no part.
 */
export const writeScopesAdminConsent: StackValidationPolicy = {
  name: "write-scopes-admin-consent",
  description: "In production, only administrators can consent to scopes that open writing operations.",
  enforcementLevel: "mandatory",
  configSchema: { properties: productionSchema },
  validateStack: ({ resources, stackTags, getConfig }, report) => {
    const config = getConfig<ProductionConfig>();
    for (const { permissions, application } of apiPairs(resources)) {
      if (!application || !isProduction(application.urn, config, stackTags)) continue;
      const writing = writePermissions(permissions.props.operations as Record<string, string[]> | undefined);
      for (const { value = "", type } of scopesOf(application.props)) {
        const name = [...writing.keys()].find((each) => value === each || value.endsWith(`:${each}`));
        if (name && type !== "Admin")
          report(
            `Users may consent to ${value}, which opens ${writing.get(name)}: set its consent to admins.`,
            application.urn,
          );
      }
    }
  },
};

/** By permission, one writing operation that it opens. */
function writePermissions(operations: Record<string, string[]> = {}): Map<string, string> {
  const writing = Object.entries(operations).filter(
    ([operation]) => !SAFE.has(operation.split(" ", 1)[0] ?? ""),
  );
  return new Map(writing.flatMap(([operation, names]) => names.map((name) => [name, operation] as const)));
}
