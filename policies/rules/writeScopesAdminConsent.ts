import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { apiPairs } from "../pairing.ts";
import { isProduction, type ProductionConfig, productionSchema } from "../production.ts";
import { scopesOf, types } from "../resourceTypes.ts";

/** RFC 9110, 9.2.1. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

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
      for (const preAuthorized of resources.filter((each) => isFor(each, application))) {
        const names = permissionsOf(preAuthorized, application).filter((name) => writing.has(name));
        for (const name of names)
          report(
            `The client of ${preAuthorized.name} needs nobody's consent to ${name}, which opens ${writing.get(name)}: take it out of preAuthorized, and let an administrator consent (adminConsent).`,
            preAuthorized.urn,
          );
      }
    }
  },
};

function isFor({ type, propertyDependencies }: PolicyResource, application: PolicyResource): boolean {
  return (
    type === types.preAuthorized &&
    (propertyDependencies.applicationId ?? []).some(({ urn }) => urn === application.urn)
  );
}

/** By dependency, since the ids are unknown before the first up: each is a RandomUuid called `<API>-<permission>`. */
function permissionsOf({ propertyDependencies }: PolicyResource, { name }: PolicyResource): string[] {
  return (propertyDependencies.permissionIds ?? [])
    .filter((each) => each.type === types.randomUuid && each.name.startsWith(`${name}-`))
    .map((each) => each.name.slice(name.length + 1));
}

/** By permission, one writing operation that it opens. */
function writePermissions(operations: Record<string, string[]> = {}): Map<string, string> {
  const writing = Object.entries(operations).filter(
    ([operation]) => !SAFE.has(operation.split(" ", 1)[0] ?? ""),
  );
  return new Map(writing.flatMap(([operation, names]) => names.map((name) => [name, operation] as const)));
}
