import { listRevisions } from "../api/revisions.ts";
import type { ApiObject, Deployment } from "../api/types.ts";
import { look, recentApi } from "../api/workingCopy.ts";
import { ChoreoError, partialFailure, unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import { recordWhereOwned } from "../resource/ownedByChoreo.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type Operations, type ReadResult } from "../resource/withOperations.ts";
import { deploymentsBefore } from "../sharing/claims.ts";
import { attachments, claimsScope, missing, type ScopeTexts } from "../sharing/expected.ts";
import { leave } from "../sharing/leave.ts";
import { reconcile } from "../sharing/reconcile.ts";
import { type Claim, claimOf, othersThan, readRegister } from "../sharing/register.ts";
import { type ScopesWish, scopesEdit } from "./claim.ts";
import { readDeployedPermissions } from "./deployed.ts";
import { release } from "./release.ts";

const claimed: Operations = {
  create: createClaim,
  read: readClaim,
  update: updateClaim,
  remove: removeClaim,
};

export const { create, read, update, remove } = recordWhereOwned(claimed, {
  inputsOf: (values) => outsOf(values),
  read: readDeployedPermissions,
  handOver: (control, apiId, { claimant }) => release(control, apiId, String(claimant)),
});

/** Four calls: what is deployed, the API, the API with the change, and whether that stands. */
async function createClaim(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const apiId = String(inputs.apiId);
  // Asked before the API is read: between reading and writing it there shall be as little time as possible.
  const before = deploymentsBefore(await listRevisions(control.client(), apiId));
  return { id: apiId, outs: await claim(control, inputs, undefined, before) };
}

async function updateClaim(
  control: ControlPlane,
  _apiId: string,
  olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  // What an import has put into the state is not ours: taking it over has to be asked for.
  if (isUnclaimed(olds)) return { outs: (await createClaim(control, news)).outs };
  return { outs: await claim(control, news, claimFrom(olds)) };
}

async function claim(
  control: ControlPlane,
  inputs: Values,
  remembered?: Claim,
  deployments?: Deployment[],
): Promise<Values> {
  const next = claimFrom(inputs);
  const adopt = inputs.adopt === true;
  const wish: ScopesWish = { next, texts: textsOf(inputs), adopt, remembered, deployments };
  await reconcile(control, String(inputs.apiId), {
    by: next.by,
    edit: scopesEdit(control, wish),
    onWritten: (api) => {
      throwIfDropped(api, next, inputs);
      if (claimOf(readRegister(api), next.by)) return;
      wish.registerless = true;
      console.warn(
        `${control.flavour.title} does not keep custom properties of the API "${api.name}": only one stack can use it at a time.`,
      );
    },
  });
  return outsOf(inputs, wish.registerless);
}

/** The server drops what it does not like without a word, such as a scope that an operation names but the API has not. */
function throwIfDropped(api: ApiObject, next: Claim, inputs: Values): void {
  const dropped = missing(api, [next]);
  if (dropped.length === 0) return;
  throw partialFailure(
    new ChoreoError({
      what: `Change the scopes of the API "${api.name}"`,
      words: `the server left out ${dropped.join(", ")}`,
      hint: "Check these names in Choreo (upper and lower case, scopes of the same name elsewhere), then run again.",
    }),
    api.id,
    outsOf(inputs),
    inputs,
  );
}

async function readClaim(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
  const api = await sharedReads(control).api(id);
  if (!api) return GONE;
  const register = readRegister(api);
  const own = claimFrom(outs);
  const found = {
    scopes: scopesOf(api, outs, othersThan(register, own.by)),
    operations: operationsOf(api, own),
    // The API has the scopes, but not our claim on them: the next `up` notes it again.
    claimant: outs.registerless || claimOf(register, own.by) ? own.by : "",
  };
  const { apiId, environments, adopt, registerless } = outs;
  const inputs = { apiId, environments, adopt, ...found };
  const mark = isUnclaimed(outs) ? { unclaimed: true } : {};
  return { id, props: { ...inputs, registerless, ...mark }, inputs };
}

/** Our scopes as they are. Texts of a scope that other stacks claim too are theirs as much as ours: no drift. */
function scopesOf(api: ApiObject, outs: Values, others: Claim[]): ScopeTexts {
  const ours = textsOf(outs);
  const there = new Map((api.scopes ?? []).map(({ scope }) => [scope.name, scope]));
  return Object.fromEntries(
    Object.entries(ours).flatMap(([name, text]) => {
      const scope = there.get(name);
      if (!scope) return [];
      if (claimsScope(others, name)) return [[name, text]];
      return [[name, { displayName: scope.displayName || name, description: scope.description ?? "" }]];
    }),
  );
}

/** Our operations with those of our scopes that are attached. */
function operationsOf(api: ApiObject, { operations }: Claim): Record<string, string[]> {
  const there = attachments(api);
  return Object.fromEntries(
    Object.entries(operations).flatMap(([operation, scopes]) => {
      const attached = there.get(operation);
      return attached ? [[operation, scopes.filter((scope) => attached.includes(scope))]] : [];
    }),
  );
}

async function removeClaim(control: ControlPlane, apiId: string, outs: Values): Promise<void> {
  if (isUnclaimed(outs)) return;
  const claim = claimFrom(outs);
  const api = recentApi(control, apiId) ?? (await unlessGone(look(control, apiId)));
  if (!api) return;
  if (!outs.registerless && isHandedOver(api, claim)) {
    console.warn(
      `The API "${api.name}" holds no claim of this stack any more, so its scopes, deployments and publication stay as they are.`,
    );
    return;
  }
  await leave(control, apiId, claim.by, outs.registerless ? claim : undefined);
}

/**
 * All that is claimed is there, and the claim alone is not: a run that handed it over to Choreo was cut off before its state knew, or
 * somebody has removed it. (A claim of a stack that leaves goes last, and a write that is lost takes the scopes along.)
 */
function isHandedOver(api: ApiObject, claim: Claim): boolean {
  return (
    claim.scopes.length > 0 && !claimOf(readRegister(api), claim.by) && missing(api, [claim]).length === 0
  );
}

/** An import has put it into the state as it was found, and written nothing into the API: the next `up` claims it. */
function isUnclaimed({ unclaimed }: Values): boolean {
  return unclaimed === true;
}

function claimFrom({ claimant, scopes, operations, environments }: Values): Claim {
  return {
    by: String(claimant),
    scopes: Object.keys((scopes ?? {}) as object).sort(),
    operations: (operations ?? {}) as Record<string, string[]>,
    environments: environments as string[] | undefined,
  };
}

function textsOf({ scopes }: Values): ScopeTexts {
  return (scopes ?? {}) as ScopeTexts;
}

function outsOf(inputs: Values, isRegisterless = false): Values {
  const { apiId, scopes, operations, environments, adopt, claimant, owner } = inputs;
  const registerless = isRegisterless || undefined;
  return { apiId, scopes, operations, environments, adopt, claimant, owner, registerless };
}
