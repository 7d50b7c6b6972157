import { z } from "zod";
import type { Emulation } from "../emulation.ts";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import { pendingTask, throughWorkflow } from "../rules/workflows.ts";
import type { StoredDeployment } from "../store/model.ts";
import { showApi } from "./api-content.ts";
import { findApi } from "./apis.ts";
import { showDeployment } from "./deployment-view.ts";
import { findEnvironment } from "./environments.ts";
import { findRevision } from "./revisions.ts";

const manage = ["apim:api_create", "apim:api_manage", "apim:api_publish"];
const text = z.string().nullish();
const count = z.int().nullish();

const deploymentsSchema = z.array(
  z.strictObject({
    revisionUuid: text,
    name: z.string().min(1).max(255).nullish(),
    status: z.enum(["CREATED", "APPROVED", "REJECTED"]).nullish(),
    vhost: z.string().min(1).max(255).nullish(),
    displayOnDevportal: z.boolean().nullish(),
    deployedTime: text,
    successDeployedTime: text,
    liveGatewayCount: count,
    deployedGatewayCount: count,
    failedGatewayCount: count,
  }),
);

export const deploymentRoutes: Route[] = [
  {
    method: "GET",
    path: "/apis/:apiId/deployments",
    scopes: ["apim:api_view", ...manage],
    handle: (call) => {
      const api = findApi(call);
      const list = call.emulation.store.deployments
        .filter(({ apiId }) => apiId === api.id)
        .map((deployment) => showDeployment(call.emulation, deployment));
      return ok({ list });
    },
  },
  { method: "POST", path: "/apis/:apiId/deploy-revision", scopes: manage, handle: deploy },
  {
    method: "POST",
    path: "/apis/:apiId/undeploy-revision",
    scopes: [...manage, "apim:api_import_export"],
    handle: undeploy,
  },
  {
    method: "DELETE",
    path: "/apis/:apiId/cancel-revision-workflow/:revisionId/:envName",
    scopes: ["apim:api_publish", "apim:api_manage", "apim:api_create"],
    handle: cancel,
  },
  {
    method: "POST",
    path: "/apis/:apiId/restore-revision",
    scopes: manage,
    handle: (call) => {
      const api = findApi(call);
      const revision = findRevision(call, call.query.get("revisionId") ?? "");
      api.content = revision.content;
      api.lastUpdatedTime = call.emulation.store.now();
      call.emulation.changed();
      return { status: 201, body: showApi(call.emulation, api) };
    },
  },
];

/** 201, where the specification says 200. A deployment takes the place of the API's other revision in the same environment. */
async function deploy(call: Call): Promise<Answer> {
  const { emulation } = call;
  const { store } = emulation;
  const api = findApi(call);
  const revision = findRevision(call, call.query.get("revisionId") ?? "");
  const wanted = (await call.optionalJson(deploymentsSchema)) ?? [];
  if (api.lifeCycleStatus === "RETIRED") throw refusal.apiRetired(api.id);
  const made = wanted.map(({ name, vhost, displayOnDevportal }): StoredDeployment => {
    const environment = findEnvironment(emulation, name ?? "");
    if (vhost && !environment.vhosts.includes(vhost)) throw refusal.vhostUnknown();
    return {
      apiId: api.id,
      revisionId: revision.id,
      name: environment.name,
      vhost: vhost ?? (environment.vhosts[0] as string),
      displayOnDevportal: displayOnDevportal ?? true,
      deployedTime: store.now(),
      status: "CREATED",
    };
  });
  for (const deployment of made) request(emulation, deployment);
  emulation.changed();
  return { status: 201, body: made.map((deployment) => showDeployment(emulation, deployment)) };
}

/** What is at the gateways stays there until the new deployment is approved. */
function request(emulation: Emulation, deployment: StoredDeployment): void {
  const { store } = emulation;
  const isSame = (other: StoredDeployment) =>
    other.revisionId === deployment.revisionId && other.name === deployment.name;
  const isThere = store.effectiveDeployments().some(isSame);
  withdraw(emulation, isSame);
  store.deployments.push(deployment);
  const approve = () => {
    withdraw(
      emulation,
      (other) => other !== deployment && other.apiId === deployment.apiId && other.name === deployment.name,
    );
    deployment.status = "APPROVED";
  };
  const reject = () => {
    deployment.status = "REJECTED";
  };
  if (emulation.flavour === "choreo" || isThere) approve();
  else throughWorkflow(emulation, "deployment", taskSubject(deployment), { approve, reject });
}

/** Takes deployments away, together with what waits for approval of them. */
function withdraw(emulation: Emulation, goes: (deployment: StoredDeployment) => boolean): void {
  const { store } = emulation;
  for (const deployment of store.deployments.filter(goes)) {
    const task = pendingTask(emulation, "deployment", taskSubject(deployment));
    if (task) store.pendingTasks.delete(task.id);
  }
  store.deployments = store.deployments.filter((deployment) => !goes(deployment));
}

const taskSubject = ({ revisionId, name }: StoredDeployment): string => `${revisionId} ${name}`;

/** In the Publisher's file of API Manager 4.6; those of 4.0 and of Choreo's branch have no such path. */
function cancel(call: Call): Answer {
  const { emulation } = call;
  if (call.isVersion2 || emulation.flavour === "choreo") return { status: 404 };
  const revision = findRevision(call, call.param("revisionId"));
  const environment = findEnvironment(emulation, call.param("envName"));
  const waits = emulation.store
    .deploymentsOf(revision.id)
    .find(({ name, status }) => name === environment.name && status === "CREATED");
  if (!waits) throw refusal.noPendingTask();
  withdraw(emulation, (deployment) => deployment === waits);
  return ok();
}

async function undeploy(call: Call): Promise<Answer> {
  const { emulation, query } = call;
  const { store } = emulation;
  const revision = findRevision(call, query.get("revisionId") ?? "");
  const wanted = (await call.optionalJson(deploymentsSchema)) ?? [];
  const everywhere = query.get("allEnvironments") === "true";
  const names = new Set(wanted.map(({ name }) => findEnvironment(emulation, name ?? "").name));
  const goes = (deployment: StoredDeployment) =>
    deployment.revisionId === revision.id && (everywhere || names.has(deployment.name));
  const gone = store.deployments.filter(goes);
  withdraw(emulation, goes);
  emulation.changed();
  return { status: 201, body: gone.map((deployment) => showDeployment(emulation, deployment)) };
}
