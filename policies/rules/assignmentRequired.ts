import type { StackValidationPolicy } from "@pulumi/policy";
import { isProduction, type ProductionConfig, productionSchema } from "../production.ts";
import { types } from "../resourceTypes.ts";
import { stackAccess } from "../stackAccess.ts";

/** Step 2.1 of the guide: only who is assigned may sign in for the API. Without it everyone in the tenant can. */
export const assignmentRequired: StackValidationPolicy = {
  name: "assignment-required",
  description: "In production, only assigned users and groups can sign in for a web API.",
  enforcementLevel: "mandatory",
  configSchema: { properties: productionSchema },
  validateStack: ({ resources, stackTags, getConfig }, report) => {
    const config = getConfig<ProductionConfig>();
    const { model, resource } = stackAccess(resources);
    for (const [name, api] of Object.entries(model.apis)) {
      const urn = resource(types.servicePrincipal, name)?.urn;
      if (urn === undefined || api.assignmentRequired || !isProduction(urn, config, stackTags)) continue;
      report(
        `The web API ${name} lets everyone in the tenant sign in: set assignmentRequired: true (appRoleAssignmentRequired of its service principal).`,
        urn,
      );
    }
  },
};
