import { deployedRevisions } from "../api/deploymentStatus.ts";
import { usualEnvironments } from "../api/environments.ts";
import { readApi } from "../api/rest.ts";
import { isByStack } from "../api/stackRevisions.ts";
import type { ApiObject, Deployment } from "../api/types.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { expectedApi } from "../sharing/expected.ts";
import { contentOf, observe } from "../sharing/reconcile.ts";
import { claimOf, type Register, readRegister, withClaim } from "../sharing/register.ts";
import { plan, type Step } from "../sharing/steps.ts";
import { type Api, keyTypesOf, operationsOf } from "./getApi.ts";

/** What runs in a gateway environment once a stack has left it. */
export interface LeftEnvironment {
  environment: string;
  /** The revision from before the first stack; one of stacks; one that somebody else has deployed since; none at all; it cannot be told. */
  runs: "before" | "kept" | "byHand" | "nothing" | "unknown";
  /** What that lets through; undefined where it cannot be told. */
  operations: Api["operations"] | undefined;
  /** Types of keys that it has an endpoint for; none where it cannot be told, or nothing runs. */
  keyTypes: Api["keyTypes"];
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
 * calls, and one for each revision that is compared or stays.
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
  const only = deployedTo.filter((environment) => !places.includes(environment));
  const expected = expectedApi(api, now, then);
  const scope = { only, isClean: next === "none" };
  const observed = await observe(control, expected, then, scope);
  const { steps } = plan(then, observed, scope);
  const running = deployedRevisions(observed.revisions);
  const found = async (environment: string, runs: "before" | "kept" | "byHand", id: string) => {
    const content = await contentOf(control, id);
    if (!content) return unknownAt(environment);
    return { environment, runs, ...accessOf(content) };
  };
  return Promise.all(
    only.map(async (environment): Promise<LeftEnvironment> => {
      if (!before) return unknownAt(environment);
      const nothing: LeftEnvironment = { environment, runs: "nothing", operations: [], keyTypes: [] };
      const there = running.get(environment)?.revision;
      const step = steps.find((each) =>
        each.do === "deploy" ? each.environments.includes(environment) : isUndeployed(each, environment),
      );
      if (step?.do === "undeploy") return nothing;
      if (step?.do !== "deploy") {
        if (!there) return nothing;
        return found(environment, isByStack(there) ? "kept" : "byHand", there.id);
      }
      if (typeof step.source !== "string") return found(environment, "before", step.source.id);
      const runs = step.source === "before" ? "before" : "kept";
      return { environment, runs, ...accessOf(expected) };
    }),
  );
}

const isUndeployed = (step: Step, environment: string): boolean =>
  step.do === "undeploy" && step.environment === environment;

function unknownAt(environment: string): LeftEnvironment {
  return { environment, runs: "unknown", operations: undefined, keyTypes: [] };
}

const accessOf = (api: ApiObject) => ({ operations: operationsOf(api), keyTypes: keyTypesOf(api) });

function withMemory(register: Register, before: Deployment[] | undefined): Register {
  if (register.baseline || !before) return register;
  return { ...register, baseline: { lifecycle: "", deployments: before, kept: {} } };
}
