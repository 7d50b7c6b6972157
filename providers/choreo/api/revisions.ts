import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { ChoreoError } from "../client/errors.ts";
import { shapeError } from "../client/failures.ts";
import { API_GONE, apiPath, CHANGE, checked } from "./rest.ts";
import type { Deployment, Revision } from "./types.ts";

export async function listRevisions(client: Client, apiId: string): Promise<Revision[]> {
  const call: Call = {
    api: "publisher",
    method: "GET",
    path: `${apiPath(apiId)}/revisions`,
    what: `List the revisions of the API ${apiId}`,
    scopes: [...CHANGE, "apim:api_view"],
    hints: API_GONE,
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
    hints: API_GONE,
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

/** Takes back a deployment that waits for approval; one that does not wait (any more) is left alone. */
export async function cancelDeployment(
  client: Client,
  apiId: string,
  revisionId: string,
  environment: string,
): Promise<void> {
  const place = `${encodeURIComponent(revisionId)}/${encodeURIComponent(environment)}`;
  const call: Call = {
    api: "publisher",
    method: "DELETE",
    path: `${apiPath(apiId)}/cancel-revision-workflow/${place}`,
    what: `Take back the deployment of the API ${apiId} to ${environment}, which waits for approval`,
    scopes: CHANGE,
  };
  await client.send(call).catch((error: unknown) => {
    const isDecided = error instanceof ChoreoError && (error.status === 404 || error.status === 412);
    if (!isDecided) throw error;
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
