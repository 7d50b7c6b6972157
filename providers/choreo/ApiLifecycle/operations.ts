import { listRevisions } from "../api/revisions.ts";
import { isByStack } from "../api/stackRevisions.ts";
import type { ApiObject } from "../api/types.ts";
import { forgetRecent, look, recentApi } from "../api/workingCopy.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { waitsForApproval } from "../resource/approvals.ts";
import { recordWhereOwned } from "../resource/ownedByChoreo.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type Operations, type ReadResult } from "../resource/withOperations.ts";
import { environmentsEdit } from "../sharing/claims.ts";
import { contentOf, reconcile } from "../sharing/reconcile.ts";
import { claimOf, othersThan, readRegister } from "../sharing/register.ts";
import { publish, unpublish } from "./lifecycle.ts";

const published: Operations = {
  create: publishApi,
  read: readState,
  update: publishAgain,
  remove: giveBackState,
};

export const { create, read, update, remove } = recordWhereOwned(published, { inputsOf: outsOf });

/** One call after a deployment in the same run. With other stacks at the API some more, which see that all claims stand. */
async function publishApi(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const apiId = String(inputs.apiId);
  const api = await lastLook(control, apiId, String(inputs.claimant));
  const was = readRegister(api).baseline?.lifecycle ?? api.lifeCycleStatus;
  return { id: apiId, outs: await publishUnlessPublished(control, api, { ...outsOf(inputs), was }, inputs) };
}

/** This is the last step of an API in a run, and so the last chance to find that another stack has deployed something older. */
async function lastLook(control: ControlPlane, apiId: string, claimant: string): Promise<ApiObject> {
  const recent = recentApi(control, apiId);
  const isAlone = recent !== undefined && othersThan(readRegister(recent), claimant).length === 0;
  // What is published already needs no call, so one more look is still within the count.
  if (isAlone && recent.lifeCycleStatus !== "PUBLISHED") return recent;
  const api = await look(control, apiId);
  const own = claimOf(readRegister(api), claimant);
  if (!own?.environments || othersThan(readRegister(api), claimant).length === 0) return api;
  const { environments } = own;
  const edit = environmentsEdit(claimant, environments);
  return (await reconcile(control, apiId, { by: claimant, edit, gateways: { only: environments } })).api;
}

async function publishAgain(
  control: ControlPlane,
  apiId: string,
  olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  const api = await lastLook(control, apiId, String(news.claimant));
  return { outs: await publishUnlessPublished(control, api, { ...outsOf(news), was: olds.was }, news) };
}

async function publishUnlessPublished(
  control: ControlPlane,
  api: ApiObject,
  outs: Values,
  inputs: Values,
): Promise<Values> {
  const { id, name, lifeCycleStatus = "" } = api;
  if (lifeCycleStatus === "PUBLISHED") return outs;
  const isPending = api.workflowStatus === "CREATED";
  const wasTurnedDown = api.workflowStatus === "REJECTED";
  const outcome = isPending ? "waiting" : await publish(control.client(), id, lifeCycleStatus);
  forgetRecent(control, id);
  if (outcome === "waiting") {
    throw waitsForApproval(
      `The publication of the API "${name}"${wasTurnedDown ? ", asked for once more after it was rejected," : ""}`,
      "API State Change",
      id,
      { ...outs, state: lifeCycleStatus },
      inputs,
    );
  }
  return outs;
}

async function readState(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const api = await sharedReads(control).api(id);
  if (!api) return GONE;
  const { apiId, claimant, was } = outs;
  const state = api.lifeCycleStatus;
  return { id, props: { apiId, claimant, was, state }, inputs: { apiId, claimant, state } };
}

/** The last stack gives the API its earlier state back. While others claim it, it stays published for them. */
async function giveBackState(control: ControlPlane, apiId: string, outs: Values): Promise<void> {
  const client = control.client();
  const api = await unlessGone(look(control, apiId));
  if (!api) return;
  const { claimant } = outs;
  const register = readRegister(api);
  if (othersThan(register, String(claimant)).length > 0) return;
  if (!claimOf(register, String(claimant)) && (await keepsRegister(control, apiId))) return;
  const before = register.baseline?.lifecycle ?? String(outs.was);
  if (api.lifeCycleStatus !== "PUBLISHED" || before === "PUBLISHED") return;
  const outcome = await unpublish(client, apiId, api.lifeCycleStatus, before);
  forgetRecent(control, apiId);
  if (outcome === "waiting") {
    console.warn(`The API "${api.name}" is published until somebody approves the change to ${before}.`);
    return;
  }
  // Another stack may have joined meanwhile, and have seen it published.
  const { lifeCycleStatus = "", ...now } = await look(control, apiId);
  if (othersThan(readRegister(now), String(claimant)).length > 0 && lifeCycleStatus !== "PUBLISHED")
    await publish(client, apiId, lifeCycleStatus);
}

/**
 * Whether the server keeps registers, by what a revision of a stack holds: where it does, a claim that is not there has been given up, and
 * the API's state is for others to say.
 */
async function keepsRegister(control: ControlPlane, apiId: string): Promise<boolean> {
  const made = (await listRevisions(control.client(), apiId)).find(isByStack);
  const content = made && (await contentOf(control, made.id));
  return content !== undefined && readRegister(content).claims.length > 0;
}

function outsOf({ apiId, state, claimant, owner }: Values): Values {
  return { apiId, state, claimant, owner };
}
