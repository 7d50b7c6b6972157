import { readApi } from "../api/rest.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { type Claim, claimOf, othersThan } from "./claim.ts";
import { giveBack } from "./giveBack.ts";
import { withdrawal } from "./permissionsEdit.ts";
import { readRegister } from "./register.ts";
import { withdrawFromShared } from "./withdrawFromShared.ts";
import { editWorkingCopy, forgetWrite, untilSettled } from "./workingCopy.ts";

const ATTEMPTS = 10;

/**
 * Takes a stack's claim off an API. While others claim it too, only what nobody else claims goes, and the gateways get the rest;
 * the last one gives the API back as it was: scopes, operations, deployed revisions, lifecycle.
 *
 * The entry in the register goes last. As long as it is there nobody else takes himself for the last one, and a run that is cut
 * short is taken up by the next.
 */
export async function leave(control: ControlPlane, apiId: string, claim: Claim): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const api = await unlessGone(readApi(control.client(), apiId));
    // Gone together with the API, or in an earlier attempt of this loop that was not overwritten.
    if (!api || (attempt > 0 && !claimOf(readRegister(api), claim.by))) return;
    const wasShared = othersThan(readRegister(api), claim.by).length > 0;
    await (wasShared ? withdrawFromShared(control, api, claim) : giveBack(control, api, claim));

    let isAsBefore = true;
    let wrote = false;
    await editWorkingCopy(control, apiId, (current) => {
      const register = readRegister(current);
      const isShared = othersThan(register, claim.by).length > 0;
      const isBack = wasShared && (claimOf(register, claim.by)?.scopes ?? []).length > 0;
      // Somebody joined, the others left, or a PUT that was under way brought all of it back: start over from what there is.
      isAsBefore = isShared === wasShared && !isBack;
      const edited = isAsBefore ? withdrawal(claim.by, claim, false)(current) : undefined;
      wrote ||= edited !== undefined;
      return edited;
    });
    if (isAsBefore && !wrote) return;
    // Such a PUT may come after this one too: then once more.
    if (wrote) await untilSettled(control, apiId);
    forgetWrite(control, apiId);
  }
}
