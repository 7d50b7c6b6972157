import { findApplication } from "../Application/rest.ts";
import { environmentsOf } from "../api/environments.ts";
import { readApi, searchApis } from "../api/rest.ts";
import { listRevisions } from "../api/revisions.ts";
import { isByStack } from "../api/stackRevisions.ts";
import { ChoreoError } from "../client/errors.ts";
import { getAll } from "../client/paging.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type SubscriptionObject, subscriptionsCall } from "../Subscription/rest.ts";
import { once } from "./memo.ts";

/** Names of the gateway environments, asked for once a run. */
export async function getGatewayEnvironments(control: ControlPlane): Promise<string[]> {
  const environments = await environmentsOf(control);
  return environments.map(({ name }) => name);
}

/** Names of the throttling policies that an application may have, asked for once a run. */
export function getApplicationPolicies(control: ControlPlane): Promise<string[]> {
  return once(control, "application policies", async () => {
    const policies = await getAll<{ name: string }>(control.client(), {
      api: "devportal",
      method: "GET",
      path: "/throttling-policies/application",
      what: "List the throttling policies of applications",
      scopes: [],
    });
    return policies.map(({ name }) => name);
  });
}

/**
 * Whether a stack has ever deployed this API. Its register says that, too, except on servers that keep no custom properties: there a
 * scope that nobody claims may be a stack's all the same.
 */
export async function wasDeployedByStack(control: ControlPlane, apiId: string): Promise<boolean> {
  return (await listRevisions(control.client(), apiId)).some(isByStack);
}

/** Whether the application of this name has a subscription to the API with this plan. */
export async function isSubscribed(
  control: ControlPlane,
  { application, apiId, plan }: { application: string; apiId: string; plan: string },
): Promise<boolean> {
  const client = control.client();
  const found = await findApplication(client, application);
  if (!found) return false;
  const call = subscriptionsCall({ applicationId: found.applicationId });
  return (await getAll<SubscriptionObject>(client, call)).some(
    (subscription) => subscription.apiId === apiId && subscription.throttlingPolicy === plan,
  );
}

/**
 * Whether another API has a local scope of this name, which the server would refuse with 900988. Versions of one API may share a scope,
 * and a shared scope is attached. For flavours without a scope prefix: with one, names of different APIs cannot meet.
 */
export async function isScopeTaken(
  control: ControlPlane,
  { name, api }: { name: string; api: { name: string; apiId: string } },
): Promise<boolean> {
  const client = control.client();
  if (!(await scopeExists(control, name))) return false;
  const shared = await getAll<{ name: string }>(client, {
    api: "publisher",
    method: "GET",
    path: "/scopes",
    what: "List the shared scopes",
    scopes: ["apim:shared_scope_manage", "apim:api_view"],
  });
  if (shared.some((scope) => scope.name === name)) return false;
  const versions = await searchApis(client, `name:"${api.name}"`, `Look for the versions of ${api.name}`);
  for (const { id } of versions.filter((version) => version.name === api.name && version.id !== api.apiId)) {
    const { scopes } = await readApi(client, id);
    if (scopes?.some(({ scope }) => scope.name === name)) return false;
  }
  return true;
}

/** The path parameter is the encoded name, not the id. */
async function scopeExists(control: ControlPlane, name: string): Promise<boolean> {
  try {
    await control.client().send({
      api: "publisher",
      method: "HEAD",
      path: `/scopes/${Buffer.from(name).toString("base64url")}`,
      what: `Look whether there is a scope ${name}`,
      scopes: ["apim:api_create", "apim:api_publish", "apim:api_manage"],
    });
    return true;
  } catch (error) {
    if (error instanceof ChoreoError && error.status === 404) return false;
    throw error;
  }
}
