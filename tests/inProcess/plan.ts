import { isDeepStrictEqual } from "node:util";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { Step } from "../../sandbox/engine/index.ts";
import { mapValues } from "../../shared/records.ts";
import type { Named } from "./policies.ts";
import { sealed } from "./state.ts";

export interface Plan {
  config: Record<string, { value: unknown }>;
  /** By URN. */
  resourcePlans: Record<string, { goal: object | null; steps: string[] }>;
}

/** What a preview is going to do, in the form of the engine's update plans (pulumi/pulumi, apitype/plan.go): what the tools compare. */
export function planOf(config: Values, named: Named[], steps: Step[]): Plan {
  const stepsOf = (urn: string) => steps.filter((step) => step.urn === urn).map(({ op }) => op);
  const wanted = named.map(({ goal }) => {
    const { urn, type, name, custom, protect, parent, inputs, dependencies, propertyDependencies } = goal;
    const inputDiff = { adds: sealed(inputs) };
    const said = { type, name, custom, protect, parent, inputDiff };
    const on = {
      dependencies: dependencies.toSorted(),
      propertyDependencies: mapValues(propertyDependencies, (urns) => urns.toSorted()),
    };
    const own = stepsOf(urn);
    return [urn, { goal: { ...said, ...on }, steps: own.length > 0 ? own : ["same"] }] as const;
  });
  const gone = steps.filter(({ op }) => op === "delete");
  return {
    config: mapValues(config, (value) => ({ value })),
    resourcePlans: Object.fromEntries([
      ...gone.map(({ urn }) => [urn, { goal: null, steps: ["delete"] }] as const),
      ...wanted,
    ]),
  };
}

/** The first resource of which something else would be done than was planned. */
export function violated(plan: Plan, now: Plan): string | undefined {
  const [planned, next] = [plan, now].map(({ resourcePlans }) => JSON.parse(JSON.stringify(resourcePlans)));
  const urns = [...new Set([...Object.keys(next), ...Object.keys(planned)])];
  return urns.find((urn) => !isDeepStrictEqual(planned[urn], next[urn]));
}
