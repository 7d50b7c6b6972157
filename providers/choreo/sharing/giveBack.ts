import type { ApiObject } from "../api/types.ts";
import type { ControlPlane } from "../controlPlane.ts";
import type { Claim } from "./claim.ts";
import { unready, warnOfWaiting } from "./deploymentStatus.ts";
import { unpublish } from "./lifecycle.ts";
import { memoryOf } from "./memory.ts";
import { withdrawal } from "./permissionsEdit.ts";
import { readRegister } from "./register.ts";
import { removeIdleRevisions, restoreDeployments } from "./restoreDeployments.ts";
import { deploy, isByStack, makeRevision } from "./revisions.ts";
import { editWorkingCopy } from "./workingCopy.ts";

/** Description of the revision that stands in for one that somebody deleted while stacks used the API. */
const RESTORED = "As it was before Pulumi";

/**
 * The last stack leaves: gateways and lifecycle come back to what the register says was before. Where the revision of that time is
 * gone, a new one of the cleaned working copy takes its place.
 */
export async function giveBack(control: ControlPlane, api: ApiObject, claim: Claim): Promise<void> {
  const client = control.client();
  const { baseline } = readRegister(api);
  const { revisions, touched, lost } = await restoreDeployments(client, api.id, baseline?.deployments);
  if (lost.length > 0) {
    await editWorkingCopy(control, api.id, withdrawal(claim.by, claim, true));
    await removeIdleRevisions(client, api.id, ({ description }) => description === RESTORED);
    const protectedIds = (baseline?.deployments ?? []).map(({ revisionUuid }) => revisionUuid ?? "");
    const revision = await makeRevision(client, api.id, claim.by, protectedIds, RESTORED);
    warnOfWaiting(api.id, unready(await deploy(client, api.id, revision.id, lost)));
  }
  const isChanged = touched || lost.length > 0;
  if (isChanged) memoryOf(control, api.id).undeployed = true;
  await removeIdleRevisions(client, api.id, isByStack, isChanged ? undefined : revisions);

  if (baseline && api.lifeCycleStatus === "PUBLISHED" && baseline.lifecycle !== "PUBLISHED") {
    await unpublish(client, api.id, "PUBLISHED", baseline.lifecycle);
    memoryOf(control, api.id).unpublished = true;
  }
}
