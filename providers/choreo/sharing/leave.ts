import { unpublish } from "../ApiLifecycle/lifecycle.ts";
import { warnOfWaiting } from "../api/deploymentStatus.ts";
import type { ApiObject } from "../api/types.ts";
import { editApi, forgetRecent, look, recentApi, untilSettled } from "../api/workingCopy.ts";
import { ChoreoError, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { withdrawal } from "./claims.ts";
import { reconcile } from "./reconcile.ts";
import { type Claim, claimOf, othersThan, readRegister } from "./register.ts";

const ATTEMPTS = 10;

/**
 * Takes a stack's claim off an API. While others claim it too, only what nobody else claims goes, and the gateways get the rest;
 * the last one gives the API back as it was: scopes, operations, deployed revisions, lifecycle.
 *
 * The entry in the register goes last. As long as it is there nobody else takes himself for the last one, and a run that is cut
 * short is taken up by the next.
 *
 * @param remembered what the state says that it claims, on a server that keeps no register
 * @throws ChoreoError where others keep changing the API
 */
export async function leave(control: ControlPlane, apiId: string, by: string, remembered?: Claim) {
  const areOthersIn = (api: ApiObject): boolean => othersThan(readRegister(api), by).length > 0;
  let isClean = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const recent = attempt === 0 ? recentApi(control, apiId) : undefined;
    const api = recent ?? (await unlessGone(look(control, apiId)));
    // Gone together with the API, or in an earlier attempt of this loop that was not overwritten.
    if (!api || (attempt > 0 && !isClean && !claimOf(readRegister(api), by))) return;
    const wasShared = areOthersIn(api);
    const outcome = await reconcile(control, apiId, {
      by,
      // Who is alone needs no empty claim; it would only be one more write.
      edit: (current) =>
        isClean || areOthersIn(current) ? withdrawal(by, remembered, true)(current) : undefined,
      gateways: { leaving: by, isClean },
    });
    if (outcome.isLost && !isClean) {
      isClean = true;
      continue;
    }
    warnOfWaiting(apiId, outcome.made?.deployments ?? []);
    const { baseline } = readRegister(outcome.api);
    const { lifeCycleStatus = "" } = outcome.api;
    if (!wasShared && baseline) await unpublish(control.client(), apiId, lifeCycleStatus, baseline.lifecycle);

    let isAsBefore = true;
    const { wrote } = await editApi(control, apiId, (current) => {
      const isBack = wasShared && (claimOf(readRegister(current), by)?.scopes ?? []).length > 0;
      // Somebody joined, the others left, or a PUT that was under way brought all of it back: start over from what there is.
      isAsBefore = areOthersIn(current) === wasShared && !isBack;
      return isAsBefore ? withdrawal(by, remembered, false)(current) : undefined;
    });
    if (isAsBefore && !wrote) return forgetRecent(control, apiId);
    isClean = false;
    // Such a PUT may come after this one too: then once more.
    if (wrote) await untilSettled(control, apiId, 1, wasShared);
    forgetRecent(control, apiId);
  }
  throw new ChoreoError({
    what: `Take the claim of ${by} off the API ${apiId}`,
    words: "others keep changing the API, and the claim is still there",
    hint: "Run `pulumi destroy` again when they have finished.",
  });
}
