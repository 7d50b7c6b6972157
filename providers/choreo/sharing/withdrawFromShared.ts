import { listRevisions } from "../api/revisions.ts";
import type { ApiObject } from "../api/types.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type Claim, claimOf } from "./claim.ts";
import { warnOfWaiting } from "./deploymentStatus.ts";
import { deployWorkingCopy } from "./deployWorkingCopy.ts";
import { targets } from "./gateways.ts";
import { publish } from "./lifecycle.ts";
import { memoryOf } from "./memory.ts";
import { withdrawal } from "./permissionsEdit.ts";
import { readRegister } from "./register.ts";
import { removeIdleRevisions } from "./restoreDeployments.ts";
import { deployedRevisions, isBy, isByStack } from "./revisions.ts";
import { editWorkingCopy } from "./workingCopy.ts";

/**
 * Takes away what only this stack claims, and leaves an empty claim. What the gateways have follows, if it is a stack's deployment
 * at all.
 */
export async function withdrawFromShared(
  control: ControlPlane,
  before: ApiObject,
  claim: Claim,
): Promise<void> {
  const client = control.client();
  const apiId = before.id;
  const after = await editWorkingCopy(control, apiId, withdrawal(claim.by, claim, true));
  const { baseline, ...register } = readRegister(before);
  // A run that was cut short here has emptied the claim, but may not have deployed.
  const isResumed =
    claimOf({ baseline, ...register }, claim.by)?.scopes.length === 0 && claim.scopes.length > 0;

  const deployed = deployedRevisions(await listRevisions(client, apiId));
  const ours = [...deployed].filter(([, { revision }]) => isByStack(revision)).map(([name]) => name);
  const isDue = ours.length > 0 && (isResumed || access(before) !== access(after));
  const memory = memoryOf(control, apiId);
  if (isDue || memory.undeployed) {
    const places = await targets(control, ours.length > 0 ? ours : undefined, [
      ...(baseline?.deployments ?? []),
      ...[...deployed.values()].map(({ deployment }) => deployment),
    ]);
    const protectedIds = (baseline?.deployments ?? []).map(({ revisionUuid }) => revisionUuid ?? "");
    const options = { protectedIds, isShared: true };
    warnOfWaiting(apiId, await deployWorkingCopy(control, apiId, claim.by, places, options));
    memory.undeployed = false;
  }
  if (memory.unpublished && after.lifeCycleStatus !== "PUBLISHED") {
    await publish(client, apiId, after.lifeCycleStatus ?? "");
    memory.unpublished = false;
  }
  await removeIdleRevisions(client, apiId, (revision) => isBy(revision, claim.by));
}

/** What decides who may call what. */
function access({ scopes, operations }: ApiObject): string {
  return JSON.stringify([
    (scopes ?? []).map(({ scope }) => scope.name).sort(),
    (operations ?? []).map((operation) => [
      operation.verb,
      operation.target,
      [...(operation.scopes ?? [])].sort(),
    ]),
  ]);
}
