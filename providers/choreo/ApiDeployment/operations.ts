import { deployedRevisions, type Unready, unready } from "../api/deploymentStatus.ts";
import { usualEnvironments } from "../api/environments.ts";
import { cancelDeployment, deploymentsOf, listRevisions } from "../api/revisions.ts";
import { isByStack } from "../api/stackRevisions.ts";
import type { ApiObject, Deployment, Revision } from "../api/types.ts";
import { look, recentApi } from "../api/workingCopy.ts";
import { ChoreoError, partialFailure, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { waitsForApproval } from "../resource/approvals.ts";
import { recordWhereOwned } from "../resource/ownedByChoreo.ts";
import { DEPLOYMENT_TASK } from "../resource/tasks.ts";
import { sameValue, type Values } from "../resource/values.ts";
import { GONE, type Operations, type ReadResult } from "../resource/withOperations.ts";
import { deploymentsBefore, environmentsEdit } from "../sharing/claims.ts";
import { missing } from "../sharing/expected.ts";
import { contentOf, reconcile } from "../sharing/reconcile.ts";
import { claimOf, readRegister } from "../sharing/register.ts";
import { settled } from "./settled.ts";

const deployed: Operations = {
  create: createRevision,
  read: readRunning,
  update: deployChanges,
  remove: giveUpEnvironments,
};

export const { create, read, update, remove } = recordWhereOwned(deployed, { inputsOf });

/** Two calls after the permissions in the same run: a new revision, its deployment. */
async function createRevision(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  return { id: String(inputs.apiId), outs: await deployAnew(control, inputs, {}) };
}

async function deployChanges(
  control: ControlPlane,
  apiId: string,
  olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  const isSame = sameValue(olds.trigger, news.trigger) && sameValue(olds.environments, news.environments);
  const known = isSame ? await stateOf(control, apiId, olds) : undefined;
  // The stack was renamed, or the last run ended with the deployment waiting for approval.
  if (known)
    return { outs: throwUnlessReady(known, { ...olds, status: undefined, ...inputsOf(news) }, news) };

  // Approved later, it would take the place of the new one.
  if (olds.status === "CREATED") {
    for (const name of olds.deployedTo as string[]) {
      await cancelDeployment(control.client(), apiId, String(olds.revisionId), name);
    }
  }
  return { outs: await deployAnew(control, news, olds) };
}

/** Claims the environments, and deploys to each; those that this stack leaves get what they had, unless others claim them. */
async function deployAnew(control: ControlPlane, inputs: Values, olds: Values): Promise<Values> {
  const apiId = String(inputs.apiId);
  const by = String(inputs.claimant);
  const known = recentApi(control, apiId) ?? (await look(control, apiId));
  const { baseline } = readRegister(known);
  const before =
    baseline?.deployments ??
    (olds.before as Deployment[] | undefined) ??
    deploymentsBefore(await listRevisions(control.client(), apiId));
  const deployedTo =
    (inputs.environments as string[] | undefined) ?? (await usualEnvironments(control, before));
  const left = ((olds.deployedTo ?? []) as string[]).filter((name) => !deployedTo.includes(name));
  const { made } = await reconcile(control, apiId, {
    by,
    edit: environmentsEdit(by, deployedTo, known),
    gateways: { only: [...deployedTo, ...left], fresh: deployedTo, before },
  });
  const outs = {
    ...inputsOf(inputs),
    revisionId: made?.revision.id,
    deployedTo,
    // Only an API without a register needs it here.
    before: baseline ? undefined : before,
  };
  const outcome = made && unready(await settled(control.client(), apiId, made));
  return throwUnlessReady(outcome ?? { waiting: [], failed: [] }, outs, inputs);
}

/** What became of our last deployment; undefined if it is not there any more. */
async function stateOf(
  control: ControlPlane,
  apiId: string,
  { revisionId, deployedTo }: Values,
): Promise<Unready | undefined> {
  const infos = deploymentsOf(await listRevisions(control.client(), apiId), revisionId);
  const isThere = ((deployedTo ?? []) as string[]).every((name) => infos.some((info) => info.name === name));
  return isThere ? unready(infos) : undefined;
}

function throwUnlessReady({ waiting, failed }: Unready, outs: Values, inputs: Values): Values {
  const apiId = String(inputs.apiId);
  if (failed.length > 0) {
    const error = new ChoreoError({
      what: `Deploy the API ${apiId}`,
      words: `the deployment to ${failed.join(", ")} was turned down or failed at a gateway`,
      hint: "Look at the deployment in Choreo, then run again.",
    });
    throw partialFailure(error, apiId, { ...outs, trigger: "" }, inputs);
  }
  if (waiting.length > 0) {
    throw waitsForApproval(
      `The deployment to ${waiting.join(", ")}`,
      DEPLOYMENT_TASK,
      apiId,
      { ...outs, status: "CREATED" },
      inputs,
    );
  }
  return outs;
}

/** What runs at the gateways: a revision of any stack, as long as all that this one claims is in it. */
async function readRunning(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const revisions = await unlessGone(listRevisions(control.client(), id));
  const api = revisions && (await sharedReads(control).api(id));
  if (!api) return GONE;
  const drift = await driftOf(control, api, revisions, outs);
  const { __provider: _, status: _status, ...props } = outs;
  if (drift) props.trigger = drift;
  if (unready(deploymentsOf(revisions, outs.revisionId)).waiting.length > 0) props.status = "CREATED";
  return { id, props, inputs: inputsOf(props) };
}

/** In place of the trigger, which is what makes the next `up` deploy again. */
async function driftOf(
  control: ControlPlane,
  api: ApiObject,
  revisions: Revision[],
  { deployedTo, revisionId, claimant }: Values,
): Promise<string | undefined> {
  const names = (deployedTo ?? []) as string[];
  const own = claimOf(readRegister(api), String(claimant));
  if (own?.environments && !sameValue([...own.environments].sort(), [...names].sort())) {
    return `the API's register says that this stack deploys to ${own.environments.join(", ") || "nothing"}`;
  }
  const deployed = deployedRevisions(revisions);
  const { waiting } = unready(deploymentsOf(revisions, revisionId));
  for (const name of names) {
    if (waiting.includes(name)) continue;
    const there = deployed.get(name)?.revision;
    if (!there) return `nothing is deployed to ${name}`;
    const shown = there.displayName ?? there.id;
    if (there.id !== revisionId && !isByStack(there))
      return `${shown} is deployed to ${name}, by somebody else`;
    const content = own && isByStack(there) ? await contentOf(control, there.id) : undefined;
    const lacks = own && content ? missing(content, [own]) : [];
    if (lacks.length > 0) return `${shown}, which is deployed to ${name}, lacks ${lacks.join(", ")}`;
  }
  return undefined;
}

/**
 * Gives up the environments. Those that nobody else claims get back what they had before the first stack; a revision that is gone can
 * only be made anew when the permissions have gone, so that is left to them.
 *
 * Without a claim in the API's register there is nothing of this stack's left to give up: the permissions have been handed over to Choreo, or
 * they give back the environments too.
 */
async function giveUpEnvironments(control: ControlPlane, apiId: string, outs: Values): Promise<void> {
  const by = String(outs.claimant);
  const only = (outs.deployedTo ?? []) as string[];
  const before = outs.before as Deployment[] | undefined;
  const api = recentApi(control, apiId) ?? (await unlessGone(look(control, apiId)));
  if (!api || (!before && !claimOf(readRegister(api), by))) return;
  const edit = environmentsEdit(by, []);
  await unlessGone(reconcile(control, apiId, { by, edit, gateways: { only, leaving: by, before } }));
}

function inputsOf({ apiId, environments, trigger, claimant, owner }: Values): Values {
  return { apiId, environments, trigger, claimant, owner };
}
