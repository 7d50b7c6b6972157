/** The resource types; each has a folder of the same name. */
export const RESOURCE_TYPES = [
  "ApiPermissions",
  "ApiDeployment",
  "ApiLifecycle",
  "Application",
  "IdpKey",
  "Subscription",
  "IdentityProvider",
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/**
 * The value of `__provider`: the program text that the engine keeps in the state, twice for each resource, and that every later
 * run evaluates. `pulumi.dynamic.Resource` would make it by serializing a provider object; this is the same thing written down,
 * so that it is small, the same in every run and on every machine, and holds nothing but the name of the code to load.
 * docs/decisions/provider-text.md has the reasons.
 *
 * The SDK evaluates it without a file name, so its own `require` finds no package: one of the program's folder does. There this package
 * is a dependency, or the folder is the package itself, whose `exports` lead to the source.
 */
export function providerText(type: ResourceType): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/")("choreo-azuread/provider").provider("${type}")`;
}
