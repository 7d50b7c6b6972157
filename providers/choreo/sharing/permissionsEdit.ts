import type { ApiObject, Deployment } from "../api/types.ts";
import { ChoreoError } from "../client/errors.ts";
import { likeliest } from "../lookups/likeliest.ts";
import { captureBaseline } from "./baseline.ts";
import { type Claim, claimOf, claimsScope, othersThan, type Register, union } from "./claim.ts";
import type { Edit } from "./memory.ts";
import { applyChange, keep, operationName, type ScopeTexts } from "./merge.ts";
import { readRegister, withRegister } from "./register.ts";

/** From what a stack claimed of an API to what it claims next. */
export interface PermissionsEdit {
  next: Claim;
  texts: ScopeTexts;
  /** What the state says was claimed so far; the register may say more. */
  remembered?: Claim | undefined;
  adopt: boolean;
  /** What is deployed where, asked for when the API has no baseline yet. */
  deployments(): Deployment[] | Promise<Deployment[]>;
  /** Set once the server turned out not to keep custom properties: then there is no register, and one stack alone. */
  registerless?: boolean;
}

/** The edit of the API object that makes it so; undefined as soon as it is. */
export function permissionsEdit(wish: PermissionsEdit): Edit {
  // Scopes that were not there when this edit first looked. Found later they are ours, even where no register says so: the answer
  // to the write was lost, or the server keeps no register.
  const added = new Set<string>();
  return async (api) => {
    const register = readRegister(api);
    const { next, texts } = wish;
    const own = claimOf(register, next.by);
    const previous = union(next.by, own, wish.remembered);
    const others = othersThan(register, next.by);
    await checkOperations(api, next);

    const baseline = register.baseline ?? captureBaseline(api, await wish.deployments());
    const foreign = next.scopes.filter(
      (name) =>
        hasScope(api, name) &&
        !added.has(name) &&
        !previous.scopes.includes(name) &&
        !claimsScope(others, name),
    );
    if (foreign.length > 0 && !wish.adopt) throw foreignScopes(api, foreign);
    for (const name of next.scopes) if (!hasScope(api, name)) added.add(name);
    const kept = Object.fromEntries([
      ...Object.entries(baseline.kept),
      ...foreign.map((name) => [name, keep(api, name)] as const),
    ]);
    const left = previous.scopes.filter((name) => !next.scopes.includes(name) && !claimsScope(others, name));
    const stillKept = Object.fromEntries(Object.entries(kept).filter(([name]) => !left.includes(name)));

    const changed = applyChange(api, { previous, next, texts, others, kept });
    const nextRegister: Register = {
      baseline: { ...baseline, kept: stillKept },
      claims: [...others, next].sort((a, b) => (a.by < b.by ? -1 : 1)),
    };
    const edited = wish.registerless ? changed : withRegister(changed, nextRegister);
    return isSame(api, edited) ? undefined : edited;
  };
}

/** The edit that takes a stack's claim away, and with the last one the register. */
export function withdrawal(claimant: string, remembered: Claim, keepClaim: boolean): Edit {
  return (api) => {
    const register = readRegister(api);
    const others = othersThan(register, claimant);
    const previous = union(claimant, claimOf(register, claimant), remembered);
    const kept = register.baseline?.kept ?? {};
    const nobody: Claim = { by: claimant, scopes: [], operations: {} };
    const changed = applyChange(api, { previous, next: nobody, texts: {}, others, kept });
    const stillKept = Object.fromEntries(
      Object.entries(kept).filter(([name]) => !previous.scopes.includes(name) || claimsScope(others, name)),
    );
    const claims = keepClaim ? [...others, nobody].sort((a, b) => (a.by < b.by ? -1 : 1)) : others;
    const baseline = register.baseline && { ...register.baseline, kept: stillKept };
    const edited = withRegister(changed, { claims, baseline: claims.length > 0 ? baseline : undefined });
    return isSame(api, edited) ? undefined : edited;
  };
}

function hasScope(api: ApiObject, name: string): boolean {
  return (api.scopes ?? []).some(({ scope }) => scope.name === name);
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

/** Alike in all that an edit touches. Servers differ in how they write an empty description. */
function isSame(a: ApiObject, b: ApiObject): boolean {
  return JSON.stringify(essence(a)) === JSON.stringify(essence(b));
}

function essence(api: ApiObject): unknown {
  return [
    (api.scopes ?? [])
      .map(({ scope }) => [scope.name, scope.displayName || scope.name, scope.description || ""])
      .sort(),
    (api.operations ?? []).map((operation) => [
      operationName(operation),
      [...(operation.scopes ?? [])].sort(),
    ]),
    (api.additionalProperties ?? []).map(({ name, value }) => [name, value]).sort(),
  ];
}
