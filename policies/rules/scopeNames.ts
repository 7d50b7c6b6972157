import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { apiPairs } from "../pairing.ts";
import { scopesIn } from "../resourceTypes.ts";

const RANDOM_UUID = "random:index/randomUuid:RandomUuid";

const DEFAULT_PREFIX = "^(urn:[^:]+:[^:]+:)?$";

/**
 * Step 2.2 of the guide: the name of a scope in Azure *is* the fully qualified name of the permission in Choreo. One character
 * off, and every call is refused with 403 (900910).
 */
export const scopeNames: StackValidationPolicy = {
  name: "scope-names",
  description:
    "The scopes of a web API in Azure are the permissions of its API in Choreo, by their fully qualified names, and those that the settings say are none (otherScopes).",
  enforcementLevel: "mandatory",
  configSchema: {
    properties: { prefixPattern: { type: "string", default: DEFAULT_PREFIX } },
  },
  validateStack: ({ resources, getConfig }, report) => {
    const { prefixPattern = DEFAULT_PREFIX } = getConfig<{ prefixPattern?: string }>();
    for (const { permissions, application } of apiPairs(resources)) {
      if (!application) {
        report(
          `The API ${permissions.name} has permissions in Choreo but no web API of that name in Azure.`,
          permissions.urn,
        );
        continue;
      }
      const others = othersOf(application, resources);
      for (const problem of problems(permissions, application, new RegExp(prefixPattern), others))
        report(`The web API ${application.name}: ${problem}.`, application.urn);
    }
  },
};

/** Values of `otherScopes`: their ids are named after them. */
function othersOf({ name }: PolicyResource, resources: readonly PolicyResource[]): ReadonlySet<string> {
  const prefix = `${name}-scope-`;
  return new Set(
    resources
      .filter((each) => each.type === RANDOM_UUID && each.name.startsWith(prefix))
      .map((each) => each.name.slice(prefix.length)),
  );
}

function problems(
  permissions: PolicyResource,
  application: PolicyResource,
  prefixes: RegExp,
  others: ReadonlySet<string>,
): string[] {
  const names = Object.keys((permissions.props.scopes as object | undefined) ?? {});
  const values = scopesIn(application.props)
    .map(({ value = "" }) => value)
    .filter((value) => !others.has(value));
  // The longest name that fits, so that "add" does not claim the scope of "books_add" where both exist.
  const nameOf = (value: string) =>
    names
      .filter((name) => value.endsWith(name) && prefixes.test(value.slice(0, -name.length)))
      .sort(longestFirst)[0];
  const named = values.map((value) => ({ value, name: nameOf(value) }));
  const prefixesUsed = new Set(
    named.flatMap(({ value, name }) => (name ? [value.slice(0, -name.length)] : [])),
  );
  return [
    ...named
      .filter(({ name }) => !name)
      .map(({ value }) => `the scope ${value} is the fully qualified name of no permission in Choreo`),
    ...names
      .filter((name) => !named.some((each) => each.name === name))
      .map((name) => `the permission ${name} in Choreo has no scope`),
    ...(prefixesUsed.size > 1
      ? [`its scopes have different prefixes: ${[...prefixesUsed].sort().join(", ")}`]
      : []),
  ];
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}
