/** The engine's own floor: as many resources, of the same inputs and dependencies, that do nothing. */
import * as pulumi from "@pulumi/pulumi";
import { floorText } from "../../providers/floorText.ts";
import { workload } from "../../workload.ts";

class Nothing extends pulumi.CustomResource {
  constructor(type: string, name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions = {}) {
    super(`pulumi-nodejs:dynamic/floor:${type}`, name, { ...props, __provider: floorText }, opts);
  }
}

const { apis, applications } = workload(
  Number(process.env.BENCH_RESOURCES),
  Number(process.env.BENCH_REVISION),
);
const apiIds: string[] = JSON.parse(process.env.BENCH_API_IDS ?? "[]");

for (const [index, api] of apis.entries()) {
  const scopes = Object.fromEntries(api.scopes.map((scope) => [scope, { description: scope }]));
  new Nothing("ApiPermissions", api.name, { apiId: apiIds[index], scopes, operations: api.operations });
}
for (const [index, { name, description, api, consumerKey }] of applications.entries()) {
  const application = new Nothing("Application", `application-${index}`, {
    name,
    description,
    throttlingPolicy: "Unlimited",
  });
  const key = { applicationId: application.id, identityProvider: "AzureAD", consumerKey };
  new Nothing("IdpKey", `key-${index}`, { ...key, keyType: "PRODUCTION" }, { deletedWith: application });
  new Nothing(
    "Subscription",
    `subscription-${index}`,
    { applicationId: application.id, apiId: apiIds[api], throttlingPolicy: "Unlimited" },
    { deletedWith: application },
  );
}
