import { z } from "zod";
import type { Emulation } from "../emulation.ts";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import type { StoredRevision } from "../store/model.ts";
import { findApi } from "./apis.ts";
import { showDeployment } from "./deployment-view.ts";

const manage = ["apim:api_create", "apim:api_manage", "apim:api_publish"];

const revisionSchema = z.strictObject({
  displayName: z.string().nullish(),
  id: z.string().nullish(),
  description: z.string().max(255).nullish(),
  createdTime: z.string().nullish(),
  apiInfo: z.strictObject({ id: z.string().nullish() }).nullish(),
  deploymentInfo: z.array(z.record(z.string(), z.unknown())).nullish(),
});

export const revisionRoutes: Route[] = [
  {
    method: "GET",
    path: "/apis/:apiId/revisions",
    scopes: ["apim:api_view", ...manage, "apim:api_import_export"],
    handle: (call) => ok(listRevisions(call.emulation, findApi(call).id, call.query.get("query") ?? "")),
  },
  {
    method: "POST",
    path: "/apis/:apiId/revisions",
    scopes: [...manage, "apim:api_import_export"],
    handle: create,
  },
  {
    method: "GET",
    path: "/apis/:apiId/revisions/:revisionId",
    scopes: ["apim:api_view", ...manage],
    handle: (call) => ok(showRevision(call.emulation, findRevision(call, call.param("revisionId")))),
  },
  {
    method: "DELETE",
    path: "/apis/:apiId/revisions/:revisionId",
    scopes: [...manage, "apim:api_import_export"],
    handle: (call) => {
      const { store } = call.emulation;
      const revision = findRevision(call, call.param("revisionId"));
      const deployments = store.deploymentsOf(revision.id);
      if (deployments.some(({ status }) => status !== "REJECTED"))
        throw refusal.revisionDeployed(revision.id);
      store.deployments = store.deployments.filter((deployment) => !deployments.includes(deployment));
      store.revisions.delete(revision.id);
      return ok(listRevisions(call.emulation, revision.apiId, ""));
    },
  },
];

/** The revision, as long as it is one of the API in the path. */
export function findRevision(call: Call, revisionId: string): StoredRevision {
  const api = findApi(call);
  const revision = call.emulation.store.revisions.get(revisionId);
  if (!revision || revision.apiId !== api.id) throw refusal.revisionNotFound(revisionId);
  return revision;
}

async function create(call: Call): Promise<Answer> {
  const { store, switches } = call.emulation;
  const api = findApi(call);
  const body = await call.optionalJson(revisionSchema);
  if (store.revisionsOf(api.id).length >= switches.maxRevisions) throw refusal.tooManyRevisions(api.id);
  const revision: StoredRevision = {
    id: store.newId(),
    apiId: api.id,
    number: api.nextRevision++,
    description: body?.description ?? "",
    createdTime: store.now(),
    content: api.content,
  };
  store.revisions.set(revision.id, revision);
  return {
    status: 201,
    body: showRevision(call.emulation, revision),
    headers: { location: `/apis/${api.id}/revisions/${revision.id}` },
  };
}

function listRevisions(emulation: Emulation, apiId: string, query: string): object {
  const deployed = /deployed:(true|false)/.exec(query)?.[1];
  const list = emulation.store
    .revisionsOf(apiId)
    .filter(({ id }) => !deployed || emulation.store.deploymentsOf(id).length > 0 === (deployed === "true"))
    .map((revision) => showRevision(emulation, revision));
  return { count: list.length, list };
}

function showRevision(emulation: Emulation, revision: StoredRevision): object {
  return {
    displayName:
      emulation.switches.revisionNames === "numbers" ? `Revision ${revision.number}` : revision.createdTime,
    id: revision.id,
    description: revision.description,
    createdTime: revision.createdTime,
    apiInfo: { id: revision.apiId },
    deploymentInfo: emulation.store
      .deploymentsOf(revision.id)
      .map((deployment) => showDeployment(emulation, deployment)),
  };
}
