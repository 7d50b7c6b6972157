import type { ResourceValidationPolicy } from "@pulumi/policy";
import { types } from "../resourceTypes.ts";

/**
 * Without an owner only directory-wide roles can manage an application, so that the deploying identity would need
 * `Application.ReadWrite.All`, and nobody is told when its secrets leak or end.
 */
export const owned: ResourceValidationPolicy = {
  name: "owned",
  description: "Every application has an owner.",
  enforcementLevel: "mandatory",
  configSchema: { properties: { minimum: { type: "integer", minimum: 1, default: 1 } } },
  validateResource: ({ type, name, props, getConfig }, report) => {
    if (type !== types.application) return;
    const { minimum = 1 } = getConfig<{ minimum?: number }>();
    const owners = new Set((props.owners as string[] | undefined) ?? []);
    if (owners.size < minimum)
      report(
        `The application ${name} has ${owners.size} ${owners.size === 1 ? "owner" : "owners"} and needs ${minimum}: set "owners", the deploying identity among them.`,
      );
  },
};
