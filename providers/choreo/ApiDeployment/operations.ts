import { readApi } from "../api/rest.ts";
import { cancelDeployment, listRevisions } from "../api/revisions.ts";
import type { Deployment, Revision } from "../api/types.ts";
import { ChoreoError, partialFailure, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { waitsForApproval } from "../resource/approvals.ts";
import { DEPLOYMENT_TASK } from "../resource/tasks.ts";
import { sameValue, type Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import { captureDeployments } from "../sharing/baseline.ts";
import { othersThan } from "../sharing/claim.ts";
import { type Unready, unready } from "../sharing/deploymentStatus.ts";
import { deployWorkingCopy } from "../sharing/deployWorkingCopy.ts";
import { targets } from "../sharing/gateways.ts";
import { memoryOf } from "../sharing/memory.ts";
import { readRegister } from "../sharing/register.ts";
import { removeIdleRevisions, restoreDeployments } from "../sharing/restoreDeployments.ts";
import { deployedRevisions, isByStack } from "../sharing/revisions.ts";
import { settledWorkingCopy } from "../sharing/workingCopy.ts";

/** Three calls: the API, in which our permissions must have survived; a new revision; its deployment. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  return { id: String(inputs.apiId), outs: await deployAnew(control, inputs) };
}

export async function update(
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
  const outs = await deployAnew(control, news, olds.before as Deployment[] | undefined);
  const gone = (olds.deployedTo as string[] | undefined)?.filter(
    (name) => !(outs.deployedTo as string[]).includes(name),
  );
  if (gone && gone.length > 0) {
    const client = control.client();
    const { baseline } = readRegister(await readApi(client, apiId));
    const before = baseline?.deployments ?? (outs.before as Deployment[] | undefined);
    await restoreDeployments(client, apiId, before, (name) => gone.includes(name));
  }
  return { outs };
}

/** @param remembered what was deployed before, for an API without a register */
async function deployAnew(control: ControlPlane, inputs: Values, remembered?: Deployment[]): Promise<Values> {
  const apiId = String(inputs.apiId);
  const claimant = String(inputs.claimant);
  const { api } = await settledWorkingCopy(control, apiId);
  const register = readRegister(api);
  const before =
    register.baseline?.deployments ?? remembered ?? (await captureDeployments(control.client(), apiId));
  const places = await targets(control, inputs.environments as string[] | undefined, before);
  const { revisionId, waiting, failed } = await deployWorkingCopy(control, apiId, claimant, places, {
    protectedIds: before.map(({ revisionUuid }) => revisionUuid ?? ""),
    isShared: othersThan(register, claimant).length > 0,
  });
  memoryOf(control, apiId).undeployed = false;
  const outs = {
    ...inputsOf(inputs),
    revisionId,
    deployedTo: places.map(({ name }) => name),
    // Only an API without a register needs it here.
    before: register.baseline ? undefined : before,
  };
  return throwUnlessReady({ waiting, failed }, outs, inputs);
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

function deploymentsOf(revisions: Revision[], revisionId: unknown): Deployment[] {
  return revisions.find(({ id }) => id === revisionId)?.deploymentInfo ?? [];
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

/** Whose revision is deployed: ours and other stacks' hold the claims of all, so only somebody else's is drift. */
export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const revisions = await unlessGone(listRevisions(control.client(), id));
  if (!revisions) return GONE;
  const drift = driftOf(revisions, outs);
  const { __provider: _, status: _status, ...props } = outs;
  if (drift) props.trigger = drift;
  if (unready(deploymentsOf(revisions, outs.revisionId)).waiting.length > 0) props.status = "CREATED";
  return { id, props, inputs: inputsOf(props) };
}

/** In place of the trigger, which is what makes the next `up` deploy again. */
function driftOf(revisions: Revision[], { deployedTo, revisionId }: Values): string | undefined {
  const deployed = deployedRevisions(revisions);
  const { waiting } = unready(deploymentsOf(revisions, revisionId));
  for (const name of (deployedTo ?? []) as string[]) {
    if (waiting.includes(name)) continue;
    const there = deployed.get(name)?.revision;
    if (!there) return `nothing is deployed to ${name}`;
    if (there.id !== revisionId && !isByStack(there)) {
      return `${there.displayName ?? there.id} is deployed to ${name}, by somebody else`;
    }
  }
  return undefined;
}

/**
 * The last stack gives the gateways back what they had before; the permissions go after this, from the working copy. A revision
 * that is gone can only be made anew when they have gone, so that is left to them.
 */
export async function remove(control: ControlPlane, apiId: string, outs: Values): Promise<void> {
  const client = control.client();
  const api = await unlessGone(readApi(client, apiId));
  if (!api) return;
  const register = readRegister(api);
  if (othersThan(register, String(outs.claimant)).length > 0) return;
  const before = register.baseline?.deployments ?? (outs.before as Deployment[] | undefined);
  const { touched } = await restoreDeployments(client, apiId, before);
  if (touched) memoryOf(control, apiId).undeployed = true;
  await removeIdleRevisions(client, apiId, isByStack);
}

function inputsOf({ apiId, environments, trigger, claimant }: Values): Values {
  return { apiId, environments, trigger, claimant };
}
