import { usualEnvironments } from "../api/environments.ts";
import { listRevisions } from "../api/revisions.ts";
import type { ApiObject, Deployment } from "../api/types.ts";
import type { Edit } from "../api/workingCopy.ts";
import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { likeliest } from "../lookups/likeliest.ts";
import { changeClaim, deploymentsBefore, soFarOf } from "../sharing/claims.ts";
import { claimsScope, operationName, type ScopeTexts } from "../sharing/expected.ts";
import { type Claim, claimOf, type KeptScope, othersThan, readRegister } from "../sharing/register.ts";

/** From what a stack claimed of an API to what it claims next. */
export interface ScopesWish {
  next: Claim;
  texts: ScopeTexts;
  adopt: boolean;
  /** What the state says was claimed so far, for where the register has no claim of that name. */
  remembered?: Claim | undefined;
  /** What was deployed where a moment ago, for an API that has no baseline yet. Default: is asked for then. */
  deployments?: Deployment[] | undefined;
  /** Set once the server turned out not to keep custom properties: then there is no register, and one stack alone. */
  registerless?: boolean;
}

/** Claims scopes and operations. */
export function scopesEdit(control: ControlPlane, wish: ScopesWish): Edit {
  const { next, texts, adopt, remembered } = wish;
  const { by, scopes } = next;
  // Scopes that were not there when this edit first looked. Found later they are ours, even where no register says so: the answer
  // to the write was lost, or the server keeps no register.
  const added = new Set<string>();
  return async (api) => {
    const register = readRegister(api);
    const own = claimOf(register, by);
    const soFar = soFarOf(register, by, remembered);
    const others = othersThan(register, by);
    await checkOperations(api, next);

    const has = (name: string): boolean => (api.scopes ?? []).some(({ scope }) => scope.name === name);
    const isClaimed = (name: string): boolean =>
      added.has(name) || soFar.scopes.includes(name) || claimsScope(others, name);
    const foreign = scopes.filter((name) => has(name) && !isClaimed(name));
    if (foreign.length > 0 && !adopt) throw foreignScopes(api, foreign);
    for (const name of scopes) if (!has(name)) added.add(name);

    // A stack that has left since then had its revision deployed at that moment: once more, now that its register has gone.
    const isKnown = wish.deployments?.every(({ revisionUuid }) => revisionUuid !== "");
    const ask = async () => deploymentsBefore(await listRevisions(control.client(), api.id));
    const baseline = register.baseline ?? {
      lifecycle: api.lifeCycleStatus ?? "CREATED",
      deployments: (isKnown ? wish.deployments : undefined) ?? (await ask()),
      kept: {},
    };
    const kept = Object.fromEntries(foreign.map((name) => [name, keep(api, name)]));
    const formerly = own ?? (remembered && claimOf(register, remembered.by));
    // Whoever deploys names them then, or is told why there are none.
    const usual = () => usualEnvironments(control, baseline.deployments).catch(() => undefined);
    const environments = next.environments ?? (formerly ? formerly.environments : await usual());
    return changeClaim(
      api,
      soFar,
      { ...next, environments },
      {
        texts,
        baseline: { ...baseline, kept: { ...baseline.kept, ...kept } },
        formerly: remembered && remembered.by !== by ? remembered.by : undefined,
        registerless: wish.registerless,
      },
    );
  };
}

/** A scope as it is, so that it can come back. */
export function keep(api: ApiObject, name: string): KeptScope {
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
