import { type Claim, type ControlPlane, getApi } from "../../providers/choreo/reads.ts";
import { leave } from "../../providers/choreo/sharing/leave.ts";
import { stackOf } from "../../shared/claimingStack.ts";
import { placedIn } from "../doctor/elsewhere.ts";
import { CliError } from "../shared/errors.ts";
import type { StackState } from "./state.ts";

/** A claim on an API that a person says is nobody's any more. */
export interface ClaimRemoval {
  what: string;
  remove(): Promise<void>;
}

/**
 * Claims on the APIs of the settings that bear the name of the stack and that its state does not know: an `up` that was killed right after it
 * had made a claim, before the stack got another id or lost it, leaves one for ever, and its scopes with it. Another stack of that name has
 * claims that look the same, so only a person can tell.
 *
 * @param stack `project/stack`
 * @param ids those of the stack: what bears one is taken up by its next `up`
 * @param named claimants that a person says are nobody's
 * @throws CliError (usage) for a named one that is not there, or is this stack's
 */
export async function strayClaims(
  control: ControlPlane,
  apis: Record<string, { name: string; version: string }>,
  state: StackState,
  { stack, ids, named }: { stack: string; ids: (string | undefined)[]; named: string[] },
): Promise<{ removals: ClaimRemoval[]; notes: string[] }> {
  const { resources = [] } = state.deployment;
  const known = new Set(resources.map(({ outputs }) => outputs?.claimant));
  const isOwn = (by: string) =>
    known.has(by) || (stackOf(by).name === stack && ids.includes(stackOf(by).id ?? "none"));
  const placed = new Set(placedIn(resources).map(({ name }) => name));
  const notes = placed.size
    ? [
        `Claims were looked for in the control plane of the configuration alone, not where the argument controlPlane puts ${[...placed].join(", ")}.`,
      ]
    : [];
  const found = await Promise.all(
    Object.values(apis).map(async ({ name, version }) => {
      try {
        const { apiId, claims } = await getApi(control, { name, version });
        return claims.map((claim) => ({ claim, apiId, api: `${name} ${version}` }));
      } catch (error) {
        notes.push(`Claims on the API ${name} ${version} were not looked at: ${(error as Error).message}`);
        return [];
      }
    }),
  );
  const all = found.flat();
  for (const by of named) {
    if (isOwn(by))
      throw new CliError("usage", `${by} is the claim of this stack.`, "pulumi destroy takes it off.");
    if (!all.some(({ claim }) => claim.by === by))
      throw new CliError(
        "usage",
        `No API of the settings has a claim ${by}.`,
        "Take it from what recover prints.",
      );
  }
  const isNamed = ({ claim: { by } }: { claim: Claim }) => named.includes(by);
  const strays = all.filter(
    (each) => !isNamed(each) && stackOf(each.claim.by).name === stack && !isOwn(each.claim.by),
  );
  return {
    removals: all.filter(isNamed).map(({ claim, apiId, api }) => ({
      what: `${describe(claim, api)}, with what no other stack claims`,
      remove: () => leave(control, apiId, claim.by),
    })),
    notes: [
      ...notes,
      ...strays.map(({ claim, api }) => {
        const { id } = stackOf(claim.by);
        const of = id === undefined ? "no stack id" : "another stack id";
        return `Left alone: the ${describe(claim, api)} bears the name of this stack and ${of}, so it may be another stack's. If no stack has it any more: --claim ${claim.by}`;
      }),
    ],
  };
}

function describe({ by, scopes, environments = [] }: Claim, api: string): string {
  const of = [scopes.join(", ") || "no scope", environments.join(", ")].filter(Boolean).join("; ");
  return `claim ${by} on the API ${api} (${of})`;
}
