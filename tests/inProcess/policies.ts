import { join, resolve } from "node:path";
import type {
  Policies,
  PolicyResource,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidation,
  StackValidationPolicy,
} from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy.js";
import type { Values } from "../../providers/choreo/resource/values.ts";
import { mapValues } from "../../shared/records.ts";
import { type Goal, plain } from "./state.ts";

/** A resource that the program has named, with its outputs as far as they are known. */
export interface Named {
  goal: Goal;
  outputs: Values;
}

export interface Violation {
  policyName: string;
  enforcementLevel: string;
  message: string;
}

/** A pack that looks at what a program has named. */
export type PolicyCheck = (named: Named[]) => Promise<Violation[]>;

type Level = string;
type Setting = Level | ({ enforcementLevel?: Level } & Record<string, unknown>);

const { unknownCheckingProxy, UnknownValueError } = proxy as unknown as {
  unknownCheckingProxy<T>(props: T): T;
  UnknownValueError: new () => Error;
};

/**
 * The rules of this project's pack, as the engine asks them: each resource by what the program wants, then the whole stack by what there
 * will be. The pack itself, in a process of its own, is the subject of tests/policies/engine.test.ts.
 *
 * @param folder of the pack
 */
export async function policyCheck(
  folder: string,
  config: Record<string, Setting>,
  tags: Record<string, string>,
): Promise<PolicyCheck> {
  const { rules } = (await import(join(resolve(folder), "rules", "index.ts"))) as { rules: Policies };
  const stackTags = new Map(Object.entries(tags));
  return async (named) => {
    const found: Violation[] = [];
    const wanted = resourcesOf(named, ({ goal }) => goal.inputs);
    const there = resourcesOf(named, ({ outputs }) => outputs);
    for (const rule of rules) {
      const { level = rule.enforcementLevel ?? "mandatory", ...settings } = settingsOf(config, rule.name);
      if (level === "disabled") continue;
      const common = { stackTags, getConfig: () => settings as never, notApplicable: notApplicable as never };
      const report = (message: string) =>
        void found.push({ policyName: rule.name, enforcementLevel: level, message });
      if ("validateStack" in rule) {
        const validate = (rule as StackValidationPolicy).validateStack as StackValidation;
        await asked(() => validate({ resources: there, ...common }, report));
      } else
        for (const validate of [(rule as ResourceValidationPolicy).validateResource ?? []].flat())
          for (const each of wanted)
            await asked(() => (validate as ResourceValidation)({ ...each, ...common } as never, report));
    }
    return found;
  };
}

/** What a rule asks for that a preview does not know is no violation. */
async function asked(validate: () => unknown): Promise<void> {
  try {
    await validate();
  } catch (error) {
    if (!(error instanceof UnknownValueError) && error !== NOT_APPLICABLE) throw error;
  }
}

const NOT_APPLICABLE = new Error("not applicable");
const notApplicable = () => {
  throw NOT_APPLICABLE;
};

function settingsOf(config: Record<string, Setting>, name: string) {
  const [own = {}, all = {}] = [config[name], config.all].map((each) =>
    typeof each === "string" ? { enforcementLevel: each } : each,
  );
  const { enforcementLevel, ...settings } = own;
  const level = enforcementLevel ?? all.enforcementLevel;
  return { ...settings, ...(level ? { level } : {}) };
}

function resourcesOf(named: Named[], props: (each: Named) => Values): PolicyResource[] {
  const byUrn = new Map<string, PolicyResource>();
  for (const each of named) {
    const { urn, type, name, protect, parent, dependencies, propertyDependencies } = each.goal;
    const those = (urns: string[]) => urns.flatMap((other) => byUrn.get(other) ?? []);
    byUrn.set(urn, {
      ...{ urn, type, name, parent: byUrn.get(parent ?? "") as PolicyResource },
      props: unknownCheckingProxy(plain(props(each))),
      opts: { protect: protect ?? false, ignoreChanges: [], aliases: [] } as never,
      dependencies: those(dependencies),
      propertyDependencies: mapValues(propertyDependencies, those),
      isType: (() => false) as never,
      asType: () => undefined,
    });
  }
  return [...byUrn.values()];
}
