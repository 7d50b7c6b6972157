/** The six resource types; each has a module of the same name in `handlers/`. */
export type ResourceType =
  | "ApiPermissions"
  | "ApiDeployment"
  | "ApiLifecycle"
  | "Application"
  | "IdpKey"
  | "Subscription";

/**
 * The value of `__provider`: the program text that the engine keeps in the state, twice for each resource, and that every later
 * run evaluates. `pulumi.dynamic.Resource` would make it by serializing a provider object; this is the same thing written down,
 * so that it is small, the same in every run and on every machine, and holds nothing but the name of the code to load.
 * docs/decisions/provider-text.md has the reasons.
 *
 * `configure` keeps the configuration synchronously: the SDK hands out a provider before it has awaited `configure`.
 */
export function providerText(type: ResourceType): string {
  return `exports.handler = () => {
  let config;
  const call = (method) => (...args) =>
    import("#choreo/handlers/${type}").then((handlers) => handlers[method](config, ...args));
  return {
    configure: (request) => { config = request.config; },
    check: call("check"), diff: call("diff"), create: call("create"),
    read: call("read"), update: call("update"), delete: call("remove"),
  };
};
`;
}
