import type { ApiObject, Deployment, Revision } from "../api/types.ts";
import { ChoreoError } from "../client/errors.ts";
import { likeliest } from "../lookups/likeliest.ts";
import { claimsScope, expectedApi, isSame, operationName, type ScopeTexts } from "./expected.ts";
import {
  type Claim,
  claimOf,
  type KeptScope,
  othersThan,
  readRegister,
  withClaim,
  withRegister,
} from "./register.ts";
import { deployedRevisions, isByStack } from "./revisions.ts";
import type { Edit } from "./workingCopy.ts";

/** From what a stack claimed of an API to what it claims next. */
export interface PermissionsWish {
  next: Claim;
  texts: ScopeTexts;
  /** What the state says was claimed so far; the register may say more. */
  remembered?: Claim | undefined;
  adopt: boolean;
  /** What is deployed where, asked for when the API has no baseline yet. */
  deployments(): Deployment[] | Promise<Deployment[]>;
  /** Where a new claim that names no environments holds. */
  usual(before: Deployment[]): Promise<string[] | undefined>;
  /** Set once the server turned out not to keep custom properties: then there is no register, and one stack alone. */
  registerless?: boolean;
}

/** Claims scopes and operations. */
export function permissionsEdit(wish: PermissionsWish): Edit {
  // Scopes that were not there when this edit first looked. Found later they are ours, even where no register says so: the answer
  // to the write was lost, or the server keeps no register.
  const added = new Set<string>();
  return async (api) => {
    const register = readRegister(api);
    const { by, scopes } = wish.next;
    const own = claimOf(register, by);
    const previous = union(by, own, wish.remembered);
    const others = othersThan(register, by);
    await checkOperations(api, wish.next);

    const baseline = register.baseline ?? {
      lifecycle: api.lifeCycleStatus ?? "CREATED",
      deployments: await wish.deployments(),
      kept: {},
    };
    const has = (name: string): boolean => (api.scopes ?? []).some(({ scope }) => scope.name === name);
    const isKnown = (name: string): boolean =>
      added.has(name) || previous.scopes.includes(name) || claimsScope(others, name);
    const foreign = scopes.filter((name) => has(name) && !isKnown(name));
    if (foreign.length > 0 && !wish.adopt) throw foreignScopes(api, foreign);
    for (const name of scopes) if (!has(name)) added.add(name);

    const formerly = wish.remembered && claimOf(register, wish.remembered.by);
    const environments =
      wish.next.environments ??
      (own ?? formerly ?? { environments: await wish.usual(baseline.deployments) }).environments;
    const kept = Object.fromEntries(foreign.map((name) => [name, keep(api, name)]));
    const edited = expectedApi(
      api,
      withClaim(register, by, previous),
      withClaim({ ...register, baseline: { ...baseline, kept: { ...baseline.kept, ...kept } } }, by, {
        ...wish.next,
        environments,
      }),
      wish.texts,
    );
    const result = wish.registerless ? withRegister(edited, register) : edited;
    return isSame(api, result) ? undefined : result;
  };
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
    const edited = expectedApi(api, register, withClaim(register, by, next), textsOf(seen, scopes));
    return isSame(api, edited) ? undefined : edited;
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
 * @param keepEntry leaves an empty claim: as long as it is there nobody else takes himself for the last one
 */
export function withdrawal(by: string, remembered: Claim, keepEntry: boolean): Edit {
  return (api) => {
    const register = readRegister(api);
    const previous = union(by, claimOf(register, by), remembered);
    const nothing: Claim = { by, scopes: [], operations: {}, environments: [] };
    const next = keepEntry && register.claims.length > 0 ? nothing : undefined;
    const edited = expectedApi(api, withClaim(register, by, previous), withClaim(register, by, next));
    return isSame(api, edited) ? undefined : edited;
  };
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

/** Both claims in one: what the register says and what the state remembers may differ after a lost write. */
function union(by: string, ...claims: (Claim | undefined)[]): Claim {
  const operations: Record<string, string[]> = {};
  for (const claim of claims) {
    for (const [operation, scopes] of Object.entries(claim?.operations ?? {})) {
      operations[operation] = [...new Set([...(operations[operation] ?? []), ...scopes])];
    }
  }
  return { by, scopes: [...new Set(claims.flatMap((claim) => claim?.scopes ?? []))], operations };
}

/** A scope as it is, so that it can come back. */
function keep(api: ApiObject, name: string): KeptScope {
  const scope = api.scopes?.find((entry) => entry.scope.name === name)?.scope;
  return {
    displayName: scope?.displayName ?? name,
    description: scope?.description ?? "",
    operations: (api.operations ?? []).filter(({ scopes }) => scopes?.includes(name)).map(operationName),
  };
}

async function checkOperations(api: ApiObject, { operations }: Claim): Promise<void> {
  const known = (api.operations ?? []).map(operationName);
  const unknown = Object.keys(operations).find((operation) => !known.includes(operation));
  if (unknown === undefined) return;
  throw new ChoreoError({
    what: `Attach scopes to the operations of the API "${api.name}"`,
    words: `it has no operation ${unknown}`,
    hint: `Nearest: ${(await likeliest(unknown, known)).join(", ")}.`,
  });
}

function foreignScopes(api: ApiObject, names: string[]): ChoreoError {
  return new ChoreoError({
    what: `Add scopes to the API "${api.name}"`,
    words: `${names.join(", ")} exist${names.length === 1 ? "s" : ""} already, and no stack made ${names.length === 1 ? "it" : "them"}`,
    hint: "A scope is there once in an API. Choose another name, delete it in Choreo, or take it over: adopt: true (its texts and operations come back on destroy).",
  });
}
