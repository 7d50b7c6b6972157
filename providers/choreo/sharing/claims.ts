import { deployedRevisions } from "../api/deploymentStatus.ts";
import { isByStack } from "../api/stackRevisions.ts";
import type { ApiObject, Deployment, Revision } from "../api/types.ts";
import type { Edit } from "../api/workingCopy.ts";
import { claimsScope, expectedApi, isSame, type ScopeTexts } from "./expected.ts";
import {
  type Baseline,
  type Claim,
  claimOf,
  type Register,
  readRegister,
  withClaim,
  withRegister,
} from "./register.ts";

/** What comes with a new claim. */
interface Change {
  /** Of the scopes that are claimed. */
  texts?: ScopeTexts;
  baseline?: Baseline | undefined;
  /** The claim's earlier name. */
  formerly?: string | undefined;
  /** The server keeps no register. */
  registerless?: boolean | undefined;
}

/**
 * The API with another claim in place of what its stack has claimed so far; undefined where it is so already.
 *
 * @param soFar by the register and by what the stack remembers
 */
export function changeClaim(
  api: ApiObject,
  soFar: Claim,
  next: Claim | undefined,
  { texts = {}, baseline, formerly, registerless }: Change = {},
): ApiObject | undefined {
  const { by } = soFar;
  const register = readRegister(api);
  const others =
    formerly === undefined
      ? register
      : withClaim(register, formerly, restOf(claimOf(register, formerly), [soFar, next]));
  const after = withClaim({ ...others, baseline: baseline ?? register.baseline }, by, next);
  const edited = expectedApi(api, withClaim(register, by, soFar), after, texts);
  const result = registerless ? withRegister(edited, register) : edited;
  return isSame(api, result) ? undefined : result;
}

/**
 * What stays under the earlier name of a claim that gets another: what another stack of that name has written there, from the time when
 * their names were the same.
 */
function restOf(claim: Claim | undefined, others: (Claim | undefined)[]): Claim | undefined {
  if (!claim) return undefined;
  const taken = others.filter((each) => each !== undefined);
  const scopes = claim.scopes.filter((scope) => !claimsScope(taken, scope));
  const operations = Object.entries(claim.operations).flatMap(([operation, attached]) => {
    const stay = attached.filter(
      (scope) => !taken.some((each) => each.operations[operation]?.includes(scope)),
    );
    return stay.length > 0 ? [[operation, stay] as const] : [];
  });
  const isEmpty = scopes.length + operations.length === 0;
  return isEmpty ? undefined : { ...claim, scopes, operations: Object.fromEntries(operations) };
}

/**
 * Claims gateway environments, and sees to it that all that anybody claims is in the working copy. Without a register there is nothing
 * to claim.
 *
 * @param seen the API as this operation saw it first: what the stack claimed there it still claims, even if a write of another one
 *   that arrives late has undone it
 */
export function environmentsEdit(by: string, environments: string[], seen?: ApiObject): Edit {
  return (api) => {
    const register = readRegister(api);
    const own = (seen && claimOf(readRegister(seen), by)) ?? claimOf(register, by);
    if (!own && register.claims.length === 0) return undefined;
    const { scopes, operations } = own ?? { scopes: [], operations: {} };
    const isEmpty = scopes.length === 0 && environments.length === 0;
    const next = isEmpty ? undefined : { by, scopes, operations, environments };
    return changeClaim(api, soFarOf(register, by), next, { texts: textsOf(seen, scopes) });
  };
}

function textsOf(api: ApiObject | undefined, names: string[]): ScopeTexts {
  const scopes = (api?.scopes ?? []).filter(({ scope }) => names.includes(scope.name));
  return Object.fromEntries(
    scopes.map(({ scope: { name, displayName, description } }) => [
      name,
      { displayName: displayName || name, description: description ?? "" },
    ]),
  );
}

/**
 * Takes away what a stack claims.
 *
 * @param remembered what its state says of that, on a server that keeps no register
 * @param keepEntry leaves an empty claim: as long as it is there nobody else takes himself for the last one
 */
export function withdrawal(by: string, remembered: Claim | undefined, keepEntry: boolean): Edit {
  return (api) => {
    const register = readRegister(api);
    const nothing: Claim = { by, scopes: [], operations: {}, environments: [] };
    const next = keepEntry && register.claims.length > 0 ? nothing : undefined;
    return changeClaim(api, soFarOf(register, by, remembered), next);
  };
}

/**
 * What a stack has claimed so far. A claim in the register says it alone: what the state remembers besides has been given up, and may be a
 * scope that was taken over and is somebody else's again.
 */
export function soFarOf(register: Register, by: string, remembered?: Claim): Claim {
  return { scopes: [], operations: {}, ...(claimOf(register, by) ?? remembered), by };
}

/** What is deployed where, for the baseline of an API that nobody claims yet. */
export function deploymentsBefore(revisions: Revision[]): Deployment[] {
  return [...deployedRevisions(revisions)].map(([name, { revision, deployment }]) => ({
    name,
    // One of ours without a register is left over from a register that somebody removed: what was before it is lost.
    revisionUuid: isByStack(revision) ? "" : revision.id,
    ...(deployment.vhost ? { vhost: deployment.vhost } : {}),
    ...(deployment.displayOnDevportal === false ? { displayOnDevportal: false } : {}),
  }));
}
