import { readApi } from "../api/rest.ts";
import type { ApiObject } from "../api/types.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { waitsForApproval } from "../resource/approvals.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import { othersThan } from "../sharing/claim.ts";
import { deployWorkingCopy } from "../sharing/deployWorkingCopy.ts";
import { targets } from "../sharing/gateways.ts";
import { publish, unpublish } from "../sharing/lifecycle.ts";
import { memoryOf } from "../sharing/memory.ts";
import { readRegister } from "../sharing/register.ts";
import { recentWorkingCopy, settledWorkingCopy } from "../sharing/workingCopy.ts";

/** One call after a deployment in the same run. With other stacks at the API one more, which sees that all claims stand. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const apiId = String(inputs.apiId);
  const api = await lastLook(control, apiId, String(inputs.claimant));
  const was = readRegister(api).baseline?.lifecycle ?? api.lifeCycleStatus;
  return { id: apiId, outs: await publishUnlessPublished(control, api, { ...outsOf(inputs), was }, inputs) };
}

/** This is the last step of an API in a run, and so the last chance to find that somebody has overwritten our part. */
async function lastLook(control: ControlPlane, apiId: string, claimant: string): Promise<ApiObject> {
  const recent = recentWorkingCopy(control, apiId);
  const isAlone = recent !== undefined && othersThan(readRegister(recent), claimant).length === 0;
  // What is published already needs no call, so one more look is still within the count.
  if (isAlone && recent.lifeCycleStatus !== "PUBLISHED") return recent;
  const { api, repaired } = await settledWorkingCopy(control, apiId);
  if (repaired) {
    const before = readRegister(api).baseline?.deployments ?? [];
    await deployWorkingCopy(control, apiId, claimant, await targets(control, undefined, before), {
      protectedIds: before.map(({ revisionUuid }) => revisionUuid ?? ""),
      isShared: true,
    });
  }
  return api;
}

export async function update(
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
  sharedReads(control).forget();
  memoryOf(control, id).unpublished = false;
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

export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const api = await sharedReads(control).api(id);
  if (!api) return GONE;
  const { apiId, claimant, was } = outs;
  const state = api.lifeCycleStatus;
  return { id, props: { apiId, claimant, was, state }, inputs: { apiId, claimant, state } };
}

/** The last stack gives the API its earlier state back. While others claim it, it stays published for them. */
export async function remove(control: ControlPlane, apiId: string, outs: Values): Promise<void> {
  const client = control.client();
  const api = await unlessGone(readApi(client, apiId));
  if (!api) return;
  const register = readRegister(api);
  if (othersThan(register, String(outs.claimant)).length > 0) return;
  const before = register.baseline?.lifecycle ?? String(outs.was);
  if (api.lifeCycleStatus !== "PUBLISHED" || before === "PUBLISHED") return;
  const outcome = await unpublish(client, apiId, api.lifeCycleStatus, before);
  memoryOf(control, apiId).unpublished = true;
  sharedReads(control).forget();
  if (outcome === "waiting")
    console.warn(`The API "${api.name}" is published until somebody approves the change to ${before}.`);
}

function outsOf({ apiId, state, claimant }: Values): Values {
  return { apiId, state, claimant };
}
