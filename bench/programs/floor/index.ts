/** The engine's own floor: as many resources, of the same inputs and dependencies, that do nothing. */
import * as pulumi from "@pulumi/pulumi";
import { workload } from "../../workload.ts";

const provider: pulumi.dynamic.ResourceProvider = {
  check: (olds, news) => import("#bench/providers/floor").then((m) => m.check(olds, news)),
  diff: (id, olds, news) => import("#bench/providers/floor").then((m) => m.diff(id, olds, news)),
  create: (inputs) => import("#bench/providers/floor").then((m) => m.create(inputs)),
  update: (id, olds, news) => import("#bench/providers/floor").then((m) => m.update(id, olds, news)),
  read: (id, props) => import("#bench/providers/floor").then((m) => m.read(id, props ?? {})),
  delete: () => import("#bench/providers/floor").then((m) => m.remove()),
};

class Nothing extends pulumi.dynamic.Resource {
  constructor(type: string, name: string, props: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, props, opts, "floor", type);
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
  new Nothing("IdpKey", `key-${index}`, {
    applicationId: application.id,
    identityProvider: "AzureAD",
    consumerKey,
    keyType: "PRODUCTION",
  });
  new Nothing("Subscription", `subscription-${index}`, {
    applicationId: application.id,
    apiId: apiIds[api],
    throttlingPolicy: "Unlimited",
  });
}
