import { listRevisions } from "../api/revisions.ts";
import type { ApiObject, Revision } from "../api/types.ts";
import { editApi, forgetRecent, untilSettled } from "../api/workingCopy.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { deploymentsBefore } from "../sharing/claims.ts";
import { claimsScope } from "../sharing/expected.ts";
import {
  type Baseline,
  type Claim,
  claimOf,
  othersThan,
  readRegister,
  withClaim,
  withRegister,
} from "../sharing/register.ts";
import { keep } from "./claim.ts";

/**
 * Takes a stack's entry out of the register and leaves everything else as it is: scopes, operations, revisions, lifecycle. What it had
 * claimed is from then on as if somebody else had made it: the other stacks' "before" has it too, and with the last entry goes all that was
 * remembered of that time.
 */
export async function release(control: ControlPlane, apiId: string, by: string): Promise<void> {
  const edited = await unlessGone(
    editApi(control, apiId, async (api) => {
      const register = readRegister(api);
      const own = claimOf(register, by);
      if (!own) return undefined;
      const others = othersThan(register, by);
      const { baseline } = register;
      const after = withClaim(register, by, undefined);
      if (others.length === 0 || !baseline) return withRegister(api, { ...after, baseline: undefined });
      const revisions = await listRevisions(control.client(), apiId);
      return withRegister(api, { ...after, baseline: withHandedOver(baseline, own, others, api, revisions) });
    }),
  );
  if (edited?.wrote) await untilSettled(control, apiId, 1, false);
  forgetRecent(control, apiId);
}

/** What the other stacks give back when they leave: as it is now in all that the one has claimed, as it was before in the rest. */
function withHandedOver(
  { deployments, kept, anonymous }: Baseline,
  own: Claim,
  others: Claim[],
  api: ApiObject,
  revisions: Revision[],
): Baseline {
  const isHis = ({ name }: { name: string }): boolean => own.environments?.includes(name) ?? true;
  const attaches = ({ operations }: Claim, operation: string, scope: string): boolean =>
    operations[operation]?.includes(scope) ?? false;
  const shared = own.scopes
    .filter((name) => claimsScope(others, name))
    .map((name) => {
      const now = keep(api, name);
      const stays = (operation: string): boolean =>
        attaches(own, operation, name) ||
        kept[name]?.operations.includes(operation) ||
        !others.some((other) => attaches(other, operation, name));
      return [name, { ...now, operations: now.operations.filter(stays) }] as const;
    });
  return {
    lifecycle: api.lifeCycleStatus ?? "CREATED",
    deployments: [
      ...deployments.filter((one) => !isHis(one)),
      // A stack's own revision is named by nobody: in its place comes one of the working copy, once the others have gone from that.
      ...deploymentsBefore(revisions).filter(isHis),
    ],
    kept: { ...kept, ...Object.fromEntries(shared) },
    anonymous: anonymous?.filter((operation) => (own.operations[operation] ?? []).length === 0),
  };
}
