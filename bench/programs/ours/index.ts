/** Our provider, as `components/` uses it. */
import { ApiPermissions, Application, IdpKey, Subscription } from "../../../providers/choreo/index.ts";
import { workload } from "../../workload.ts";

const { apis, applications } = workload(
  Number(process.env.BENCH_RESOURCES),
  Number(process.env.BENCH_REVISION),
);
const apiIds: string[] = JSON.parse(process.env.BENCH_API_IDS ?? "[]");

for (const [index, api] of apis.entries()) {
  const scopes = Object.fromEntries(api.scopes.map((scope) => [scope, { description: scope }]));
  new ApiPermissions(api.name, { apiId: apiIds[index] as string, scopes, operations: api.operations });
}
for (const [index, { name, description, api, consumerKey }] of applications.entries()) {
  const application = new Application(`application-${index}`, {
    name,
    description,
    throttlingPolicy: "Unlimited",
  });
  const key = { applicationId: application.id, identityProvider: "AzureAD", consumerKey } as const;
  new IdpKey(`key-${index}`, { ...key, keyType: "PRODUCTION" }, { deletedWith: application });
  new Subscription(
    `subscription-${index}`,
    { applicationId: application.id, apiId: apiIds[api] as string, throttlingPolicy: "Unlimited" },
    { deletedWith: application },
  );
}
