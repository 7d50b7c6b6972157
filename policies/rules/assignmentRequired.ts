import type { StackValidationPolicy } from "@pulumi/policy";
import { isProduction, type ProductionConfig, productionSchema } from "../production.ts";
import { scopesOf, types } from "../resourceTypes.ts";

/** Step 2.1 of the guide: only who is assigned may sign in for the API. Without it everyone in the tenant can. */
export const assignmentRequired: StackValidationPolicy = {
  name: "assignment-required",
  description: "In production, only assigned users and groups can sign in for a web API.",
  enforcementLevel: "mandatory",
  configSchema: { properties: productionSchema },
  validateStack: ({ resources, stackTags, getConfig }, report) => {
    const config = getConfig<ProductionConfig>();
    for (const { type, name, urn, props, propertyDependencies } of resources) {
      if (type !== types.servicePrincipal || !isProduction(urn, config, stackTags)) continue;
      const [application] = propertyDependencies.clientId ?? [];
      if (!application || scopesOf(application.props).length === 0) continue;
      if (props.appRoleAssignmentRequired !== true)
        report(
          `The web API ${name} lets everyone in the tenant sign in: set appRoleAssignmentRequired.`,
          urn,
        );
    }
  },
};
