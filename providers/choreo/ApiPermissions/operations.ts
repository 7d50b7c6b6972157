import type { ApiObject } from "../api/types.ts";
import { ChoreoError, partialFailure } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { sharedReads } from "../reads/sharedReads.ts";
import type { Values } from "../resource/values.ts";
import { GONE, type ReadResult } from "../resource/withOperations.ts";
import { captureDeployments } from "../sharing/baseline.ts";
import { type Claim, claimOf, claimsScope, othersThan } from "../sharing/claim.ts";
import { leave } from "../sharing/leave.ts";
import { missing, operationName, type ScopeTexts } from "../sharing/merge.ts";
import { type PermissionsEdit, permissionsEdit } from "../sharing/permissionsEdit.ts";
import { readRegister } from "../sharing/register.ts";
import { editWorkingCopy, settledWorkingCopy } from "../sharing/workingCopy.ts";

/** Three calls: what is deployed, the API, the API with the change. */
export async function create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }> {
  const apiId = String(inputs.apiId);
  // Asked before the API is read: between reading and writing it there shall be as little time as possible.
  const deployments = await captureDeployments(control.client(), apiId);
  const wish = { ...wishOf(inputs), deployments: () => deployments };
  const isRegisterless = await write(control, apiId, inputs, wish);
  return { id: apiId, outs: outsOf(inputs, isRegisterless) };
}

export async function update(
  control: ControlPlane,
  apiId: string,
  olds: Values,
  news: Values,
): Promise<{ outs: Values }> {
  const isRegisterless = await write(control, apiId, news, {
    ...wishOf(news),
    remembered: claimFrom(olds),
    deployments: () => captureDeployments(control.client(), apiId),
  });
  // The stack was renamed: now that the new name claims everything, the old one can leave.
  if (olds.claimant && olds.claimant !== news.claimant) await leave(control, apiId, claimFrom(olds));
  return { outs: outsOf(news, isRegisterless) };
}

/** Returns whether the server keeps no register. */
async function write(
  control: ControlPlane,
  apiId: string,
  inputs: Values,
  wish: PermissionsEdit,
): Promise<boolean> {
  const api = await editWorkingCopy(control, apiId, permissionsEdit(wish));
  const dropped = missing(api, wish.next);
  if (dropped.length > 0) {
    // The server drops what it does not like without a word, such as a scope that an operation names but the API has not.
    throw partialFailure(
      new ChoreoError({
        what: `Change the scopes of the API "${api.name}"`,
        words: `the server left out ${dropped.join(", ")}`,
        hint: "Check these names in Choreo (upper and lower case, scopes of the same name elsewhere), then run again.",
      }),
      apiId,
      outsOf(inputs),
      inputs,
    );
  }
  const register = readRegister(api);
  if (!claimOf(register, wish.next.by)) {
    wish.registerless = true;
    console.warn(
      `${control.flavour.title} does not keep custom properties of the API "${api.name}": only one stack can use it at a time.`,
    );
  }
  // Somebody else is at work on this API: make sure that neither has overwritten the other.
  if (othersThan(register, wish.next.by).length > 0) await settledWorkingCopy(control, apiId);
  return wish.registerless === true;
}

export async function read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult> {
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
  const { apiId, adopt, registerless } = outs;
  return { id, props: { apiId, adopt, registerless, ...found }, inputs: { apiId, adopt, ...found } };
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
  const there = new Map(
    (api.operations ?? []).map((operation) => [operationName(operation), operation.scopes ?? []]),
  );
  return Object.fromEntries(
    Object.entries(operations).flatMap(([operation, scopes]) => {
      const attached = there.get(operation);
      return attached ? [[operation, scopes.filter((scope) => attached.includes(scope))]] : [];
    }),
  );
}

export async function remove(control: ControlPlane, apiId: string, outs: Values): Promise<void> {
  await leave(control, apiId, claimFrom(outs));
}

function wishOf(inputs: Values): Pick<PermissionsEdit, "next" | "texts" | "adopt"> {
  return { next: claimFrom(inputs), texts: textsOf(inputs), adopt: inputs.adopt === true };
}

function claimFrom({ claimant, scopes, operations }: Values): Claim {
  return {
    by: String(claimant),
    scopes: Object.keys((scopes ?? {}) as object).sort(),
    operations: (operations ?? {}) as Record<string, string[]>,
  };
}

function textsOf({ scopes }: Values): ScopeTexts {
  return (scopes ?? {}) as ScopeTexts;
}

function outsOf({ apiId, scopes, operations, adopt, claimant }: Values, isRegisterless = false): Values {
  return { apiId, scopes, operations, adopt, claimant, ...(isRegisterless ? { registerless: true } : {}) };
}
