import type { Call, Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";
import { getAll } from "./paging.ts";
import type {
  ApiObject,
  ApiSummary,
  Deployment,
  GatewayEnvironment,
  LifecycleAction,
  Revision,
  WorkflowResponse,
} from "./types.ts";

/** OAuth scopes of the Publisher's operations, as its specification lists them. */
const VIEW = ["apim:api_view", "apim:api_manage"];
const CHANGE = ["apim:api_create", "apim:api_manage", "apim:api_publish"];
const PUBLISH = ["apim:api_publish", "apim:api_manage"];

const GONE = { 404: "The API is gone. Run `pulumi refresh`, then `pulumi up`." };

const apiPath = (apiId: string): string => `/apis/${encodeURIComponent(apiId)}`;

/** APIs whose name matches; the server matches loosely, so compare. An empty query lists all. */
export function searchApis(client: Client, query: string, what: string): Promise<ApiSummary[]> {
  return getAll(client, {
    api: "publisher",
    method: "GET",
    path: "/apis",
    query: { query: query || undefined },
    what,
    scopes: VIEW,
  });
}

export async function readApi(client: Client, apiId: string): Promise<ApiObject> {
  const call: Call = {
    api: "publisher",
    method: "GET",
    path: apiPath(apiId),
    what: `Read the API ${apiId}`,
    scopes: VIEW,
    hints: GONE,
  };
  return checked(call, await client.send<ApiObject>(call), "id", "name", "version");
}

/** Replaces the whole API object, once: what others wrote until a second attempt would be lost by it. */
export async function writeApi(client: Client, api: ApiObject): Promise<ApiObject> {
  const call: Call = {
    api: "publisher",
    method: "PUT",
    path: apiPath(api.id),
    body: api,
    what: `Change the scopes of the API "${api.name}"`,
    scopes: CHANGE,
    hints: GONE,
    single: true,
  };
  return checked(call, await client.send<ApiObject>(call), "id", "name");
}

export async function listRevisions(client: Client, apiId: string): Promise<Revision[]> {
  const call: Call = {
    api: "publisher",
    method: "GET",
    path: `${apiPath(apiId)}/revisions`,
    what: `List the revisions of the API ${apiId}`,
    scopes: [...CHANGE, "apim:api_view"],
    hints: GONE,
  };
  const answer = await client.send<{ list?: Revision[] }>(call);
  if (!Array.isArray(answer?.list)) throw shapeError(call, "list");
  return answer.list;
}

export async function createRevision(client: Client, apiId: string, description: string): Promise<Revision> {
  const call: Call = {
    api: "publisher",
    method: "POST",
    path: `${apiPath(apiId)}/revisions`,
    body: { description },
    what: `Make a revision of the API ${apiId}`,
    scopes: CHANGE,
    hints: GONE,
  };
  return checked(call, await client.send<Revision>(call), "id");
}

/** Deploys a revision; it takes the place of whichever was deployed in these environments. */
export async function deployRevision(
  client: Client,
  apiId: string,
  revisionId: string,
  deployments: Deployment[],
): Promise<Deployment[]> {
  const call: Call = {
    api: "publisher",
    method: "POST",
    path: `${apiPath(apiId)}/deploy-revision`,
    query: { revisionId },
    body: deployments.map(deploymentBody),
    what: `Deploy the API ${apiId} to ${deployments.map(({ name }) => name).join(", ")}`,
    scopes: CHANGE,
  };
  const answer = await client.send<Deployment[] | { list?: Deployment[] }>(call);
  const list = Array.isArray(answer) ? answer : answer?.list;
  if (!Array.isArray(list)) throw shapeError(call, "list of deployments");
  return list;
}

export async function undeployRevision(
  client: Client,
  apiId: string,
  revisionId: string,
  deployments: Deployment[],
): Promise<void> {
  await client.send({
    api: "publisher",
    method: "POST",
    path: `${apiPath(apiId)}/undeploy-revision`,
    query: { revisionId },
    body: deployments.map(deploymentBody),
    what: `Undeploy the API ${apiId} from ${deployments.map(({ name }) => name).join(", ")}`,
    scopes: CHANGE,
  });
}

/** Fields that a client may send; the others are the server's. */
function deploymentBody({ name, vhost, displayOnDevportal }: Deployment): Deployment {
  return { name, ...(vhost ? { vhost } : {}), displayOnDevportal: displayOnDevportal ?? true };
}

export async function deleteRevision(client: Client, apiId: string, revisionId: string): Promise<void> {
  await client.send({
    api: "publisher",
    method: "DELETE",
    path: `${apiPath(apiId)}/revisions/${encodeURIComponent(revisionId)}`,
    what: `Delete a revision of the API ${apiId}`,
    scopes: CHANGE,
  });
}

export async function changeLifecycle(
  client: Client,
  apiId: string,
  action: LifecycleAction,
): Promise<WorkflowResponse> {
  const call: Call = {
    api: "publisher",
    method: "POST",
    path: "/apis/change-lifecycle",
    query: { apiId, action },
    what: `Change the lifecycle of the API ${apiId} (${action})`,
    scopes: PUBLISH,
    hints: GONE,
  };
  const answer = await client.send<WorkflowResponse>(call);
  if (!answer?.workflowStatus && !answer?.lifecycleState) throw shapeError(call, "workflowStatus");
  return answer;
}

/** Gateway environments of the organisation. */
export async function listEnvironments(client: Client): Promise<GatewayEnvironment[]> {
  const call: Call = {
    api: "publisher",
    method: "GET",
    path: "/settings",
    what: "List the gateway environments",
    scopes: ["apim:api_view", "apim:publisher_settings"],
  };
  const answer = await client.send<{ environment?: GatewayEnvironment[] }>(call);
  if (!Array.isArray(answer?.environment)) throw shapeError(call, "environment");
  return answer.environment;
}

/** The answer, if it has the properties that the provider builds on. */
function checked<T extends object>(
  call: Call,
  answer: T | undefined,
  ...properties: (keyof T & string)[]
): T {
  for (const property of properties) {
    if (typeof answer?.[property] !== "string") throw shapeError(call, property);
  }
  return answer as T;
}
