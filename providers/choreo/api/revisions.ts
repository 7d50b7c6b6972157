import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { createOnce } from "../client/createOnce.ts";
import { ChoreoError } from "../client/errors.ts";
import { listIn, shapeError } from "../client/failures.ts";
import { deployedRevisions } from "./deploymentStatus.ts";
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
  return listIn(call, await client.send<{ list?: Revision[] }>(call));
}

/** A new revision of the working copy, found again by its description where an answer is lost. */
export function createRevision(client: Client, apiId: string, description: string): Promise<Revision> {
  const call: Call = {
    api: "publisher",
    method: "POST",
    path: `${apiPath(apiId)}/revisions`,
    body: { description },
    what: `Make a revision of the API ${apiId}`,
    scopes: CHANGE,
    hints: API_GONE,
  };
  return createOnce(
    async () => checked(call, await client.send<Revision>(call), "id"),
    async () => (await listRevisions(client, apiId)).find((one) => one.description === description),
  );
}

/** Deploys a revision; it takes the place of whichever was deployed in these environments. */
export function deploy(
  client: Client,
  apiId: string,
  revisionId: string,
  places: Deployment[],
): Promise<Deployment[]> {
  const call = gatewayCall("deploy", apiId, revisionId, places);
  return createOnce(
    async () => {
      const answer = await client.send<Deployment[] | { list?: Deployment[] }>(call);
      const list = Array.isArray(answer) ? answer : answer?.list;
      if (!Array.isArray(list)) throw shapeError(call, "list of deployments");
      return list;
    },
    async () => {
      const there = deploymentsOf(await listRevisions(client, apiId), revisionId);
      const isThere = places.every(({ name }) => there.some((deployment) => deployment.name === name));
      return isThere ? there : undefined;
    },
  );
}

export function undeploy(
  client: Client,
  apiId: string,
  revisionId: string,
  places: Deployment[],
): Promise<unknown> {
  return createOnce<unknown>(
    async () => (await client.send(gatewayCall("undeploy", apiId, revisionId, places))) ?? true,
    async () => {
      const running = deployedRevisions(await listRevisions(client, apiId));
      return places.some(({ name }) => running.get(name)?.revision.id === revisionId) ? undefined : true;
    },
  );
}

/** The bodies name what a client may send of a deployment; the rest is the server's. */
function gatewayCall(
  verb: "deploy" | "undeploy",
  apiId: string,
  revisionId: string,
  places: Deployment[],
): Call {
  const [title, preposition] = verb === "deploy" ? ["Deploy", "to"] : ["Undeploy", "from"];
  return {
    api: "publisher",
    method: "POST",
    path: `${apiPath(apiId)}/${verb}-revision`,
    query: { revisionId },
    body: places.map(({ name, vhost, displayOnDevportal = true }) => ({
      name,
      ...(vhost ? { vhost } : {}),
      displayOnDevportal,
    })),
    what: `${title} the API ${apiId} ${preposition} ${places.map(({ name }) => name).join(", ")}`,
    scopes: CHANGE,
  };
}

export function deploymentsOf(revisions: Revision[], revisionId: unknown): Deployment[] {
  return revisions.find(({ id }) => id === revisionId)?.deploymentInfo ?? [];
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
  await unless(client.send(call), ({ status }) => status === 404 || status === 412);
}

/** Deletes a revision; the server keeps one that is deployed (900348). */
export async function removeRevision(client: Client, apiId: string, revisionId: string): Promise<void> {
  const call: Call = {
    api: "publisher",
    method: "DELETE",
    path: `${apiPath(apiId)}/revisions/${encodeURIComponent(revisionId)}`,
    what: `Delete a revision of the API ${apiId}`,
    scopes: CHANGE,
  };
  await unless(client.send(call), ({ status, code }) => status === 404 || code === 900348);
}

async function unless(sent: Promise<unknown>, isDecided: (error: ChoreoError) => boolean): Promise<void> {
  await sent.catch((error: unknown) => {
    if (!(error instanceof ChoreoError && isDecided(error))) throw error;
  });
}
