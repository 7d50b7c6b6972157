import { usualEnvironments } from "../api/environments.ts";
import { readApi } from "../api/rest.ts";
import { listRevisions } from "../api/revisions.ts";
import type { Deployment } from "../api/types.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { expectedApi } from "../sharing/expected.ts";
import { contentOf } from "../sharing/reconcile.ts";
import { claimOf, type Register, readRegister, withClaim } from "../sharing/register.ts";
import { wantedAt } from "../sharing/steps.ts";
import { type Api, operationsOf } from "./getApi.ts";

/** What runs in a gateway environment once a stack has left it. */
export interface LeftEnvironment {
  environment: string;
  /** The revision from before the first stack; one of stacks; none at all; it cannot be told. */
  runs: "before" | "kept" | "nothing" | "unknown";
  /** What that lets through; undefined where it cannot be told. */
  operations: Api["operations"] | undefined;
}

/** What a stack has of an API, by its state, and what it will have. */
export interface Leaving {
  apiId: string;
  /** Whose claim it is: `project/stack/resource`. */
  claimant: string;
  /** Where its revision runs. */
  deployedTo: readonly string[];
  /** Where it will run: as `choreo.gatewayEnvironments` says; `usual` where that says nothing; `none` where the API is given up. */
  next: string[] | "usual" | "none";
  /** What was deployed before, where the API keeps no register. */
  before?: Deployment[] | undefined;
}

/**
 * What the gateways let through where a stack leaves, by the same decision that will act (sharing/steps.ts), looked up before it does. Two
 * calls, and one for a revision from before that is to come back.
 *
 * @returns the environments that it leaves; none where the API itself is gone
 */
export async function afterLeaving(control: ControlPlane, leaving: Leaving): Promise<LeftEnvironment[]> {
  const { apiId, claimant, deployedTo, next } = leaving;
  const api = await unlessGone(readApi(control.client(), apiId));
  if (!api) return [];
  const now = withMemory(readRegister(api), leaving.before);
  const before = now.baseline?.deployments;
  const places =
    next === "usual" ? await usualEnvironments(control, before ?? []) : next === "none" ? [] : next;
  const own = claimOf(now, claimant);
  const then = withClaim(
    now,
    claimant,
    next === "none" || !own ? undefined : { ...own, environments: places },
  );
  const revisions = await listRevisions(control.client(), apiId);
  const workingCopy = operationsOf(expectedApi(api, now, then));
  return Promise.all(
    deployedTo
      .filter((environment) => !places.includes(environment))
      .map(async (environment): Promise<LeftEnvironment> => {
        if (!before) return { environment, runs: "unknown", operations: undefined };
        const wanted = wantedAt(environment, then, revisions);
        if (wanted === "nothing") return { environment, runs: wanted, operations: [] };
        if (wanted === "before") return { environment, runs: wanted, operations: workingCopy };
        if (Array.isArray(wanted)) return { environment, runs: "kept", operations: workingCopy };
        const content = await contentOf(control, wanted.id);
        if (!content) return { environment, runs: "unknown", operations: undefined };
        return { environment, runs: "before", operations: operationsOf(content) };
      }),
  );
}

function withMemory(register: Register, before: Deployment[] | undefined): Register {
  if (register.baseline || !before) return register;
  return { ...register, baseline: { lifecycle: "", deployments: before, kept: {} } };
}
