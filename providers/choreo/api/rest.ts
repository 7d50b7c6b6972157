import { repair } from "../../../shared/repair.ts";
import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";
import { getAll } from "../client/paging.ts";
import type {
  ApiObject,
  ApiSummary,
  GatewayEnvironment,
  LifecycleAction,
  WorkflowResponse,
} from "./types.ts";

/** OAuth scopes of the Publisher's operations, as its specification lists them. */
export const VIEW = ["apim:api_view", "apim:api_manage"];
export const CHANGE = ["apim:api_create", "apim:api_manage", "apim:api_publish"];
export const PUBLISH = ["apim:api_publish", "apim:api_manage"];

export const API_GONE = { 404: `The API is gone. Run \`${repair}\`.` };

export const apiPath = (apiId: string): string => `/apis/${encodeURIComponent(apiId)}`;

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
    hints: API_GONE,
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
    hints: API_GONE,
    single: true,
  };
  return checked(call, await client.send<ApiObject>(call), "id", "name");
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
    hints: API_GONE,
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
export function checked<T extends object>(
  call: Call,
  answer: T | undefined,
  ...properties: (keyof T & string)[]
): T {
  for (const property of properties) {
    if (typeof answer?.[property] !== "string") throw shapeError(call, property);
  }
  return answer as T;
}
