import { editApi, forgetRecent, untilSettled } from "../api/workingCopy.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { claimOf, othersThan, readRegister, withClaim, withRegister } from "./register.ts";

/**
 * Takes a stack's entry out of the register and leaves everything else as it is: scopes, operations, revisions, lifecycle. What it had
 * claimed is from then on as if somebody else had made it, and with the last entry goes what was remembered of the time before.
 */
export async function release(control: ControlPlane, apiId: string, by: string): Promise<void> {
  const edited = await unlessGone(
    editApi(control, apiId, (api) => {
      const register = readRegister(api);
      if (!claimOf(register, by)) return undefined;
      const isLast = othersThan(register, by).length === 0;
      const left = withClaim(register, by, undefined);
      return withRegister(api, isLast ? { ...left, baseline: undefined } : left);
    }),
  );
  if (edited?.wrote) await untilSettled(control, apiId, 1, false);
  forgetRecent(control, apiId);
}
