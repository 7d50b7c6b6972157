import type {
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

const opts: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

const notApplicable = (): never => {
  throw new Error("not applicable");
};

/** What a policy sees of a resource. */
export function resource(
  type: string,
  name: string,
  props: Record<string, unknown>,
  { stack = "prod", on = {} }: { stack?: string; on?: Record<string, PolicyResource> } = {},
): PolicyResource {
  return {
    type,
    name,
    props,
    urn: `urn:pulumi:${stack}::choreo-azuread::${type}::${name}`,
    opts,
    dependencies: Object.values(on),
    propertyDependencies: Object.fromEntries(
      Object.entries(on).map(([property, each]) => [property, [each]]),
    ),
    isType: () => false,
    asType: () => undefined,
  };
}

interface Setting {
  config?: object;
  tags?: Record<string, string>;
}

/** Runs a rule the way the engine does. @returns the messages of its violations */
export async function violations(
  policy: ResourceValidationPolicy | StackValidationPolicy,
  resources: PolicyResource[],
  { config = {}, tags = {} }: Setting = {},
): Promise<string[]> {
  const found: string[] = [];
  const report = (message: string) => void found.push(message);
  const common = {
    stackTags: new Map(Object.entries(tags)),
    getConfig: <T extends object>() => config as T,
    notApplicable,
  };
  if ("validateStack" in policy) await policy.validateStack({ resources, ...common }, report);
  else
    for (const each of resources)
      await (policy.validateResource as ResourceValidation)(
        { ...each, ...common, asType: () => undefined },
        report,
      );
  return found;
}
