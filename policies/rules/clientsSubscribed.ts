import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { types } from "../resourceTypes.ts";

/** Step 4.3 of the guide: a client whose key is set but that is subscribed to nothing gets 403 (900908) for every call. */
export const clientsSubscribed: StackValidationPolicy = {
  name: "clients-subscribed",
  description: "Every client with a key in Choreo is subscribed to an API.",
  enforcementLevel: "mandatory",
  validateStack: ({ resources }, report) => {
    const subscribed = new Set(
      resources.filter(({ type }) => type === types.subscription).map(applicationOf),
    );
    for (const key of resources.filter(({ type }) => type === types.idpKey))
      if (!subscribed.has(applicationOf(key)))
        report(`The client ${key.name} has a key but no subscription: add an API to what it uses.`, key.urn);
  },
};

/** By dependency, since the id is unknown before the first up; else by id, for an application made elsewhere. */
function applicationOf({ propertyDependencies, props }: PolicyResource): string {
  return propertyDependencies.applicationId?.[0]?.urn ?? String(props.applicationId);
}
