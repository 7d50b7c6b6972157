import { isObject } from "../file.ts";
import { suggest } from "../nearest.ts";
import type { Follow } from "./references.ts";
import { IDENTITY_SCOPES, isPermission, type SecurityScheme, type SecuritySchemes } from "./schemes.ts";

export interface Requirement {
  /** Any one of them opens the operation; none: every valid token does. Sorted as in the document, each once. */
  scopes: string[];
  /** Whether one requirement lists several scopes. */
  several: boolean;
}

/**
 * Reads a `security` list in Choreo's terms: a list of scopes of which one is enough.
 *
 * @param security what stands there, a `$ref` followed
 */
export function requirement(
  security: unknown,
  schemes: SecuritySchemes,
  follow: Follow,
): Requirement | { problem: string } {
  if (!Array.isArray(security)) return { problem: `"security" is not a list` };
  const alternatives: string[][] = [];
  let several = false;
  for (const alternative of security) {
    const result = alternativeScopes(follow(alternative), schemes);
    if ("problem" in result) return result;
    if (result.scopes === undefined) continue;
    several ||= result.scopes.length > 1;
    alternatives.push(result.scopes);
  }
  // One alternative without a scope lets every token in, whatever the others ask.
  if (alternatives.some((scopes) => scopes.length === 0)) return { scopes: [], several: false };
  return { scopes: [...new Set(alternatives.flat())], several };
}

/** `scopes` is undefined for an alternative that needs no token at all of ours: an API key, for one. */
function alternativeScopes(
  alternative: unknown,
  schemes: SecuritySchemes,
): { scopes: string[] | undefined } | { problem: string } {
  if (!isObject(alternative)) return { problem: "a security requirement is not an object" };
  const entries = Object.entries(alternative);
  if (entries.length === 0) return { scopes: [] };
  const bearing: [string, string[]][] = [];
  for (const [name, scopes] of entries) {
    const scheme = schemes.get(name);
    if (!scheme)
      return {
        problem: `unknown security scheme "${name}". ${suggest(name, schemes.keys(), "Declared under components.securitySchemes (Swagger 2: securityDefinitions)")}`,
      };
    if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === "string")) {
      return { problem: `the scopes of "${name}" are not a list of texts` };
    }
    const permissions = scopes.filter(isPermission);
    const problem = scopesProblem(name, permissions, scheme, schemes);
    if (problem) return { problem };
    if (scheme.bearsScopes) bearing.push([name, permissions]);
  }
  if (bearing.length > 1) {
    const both = bearing.map(([name]) => name).join(" and ");
    return {
      problem: `requires ${both} together; Choreo opens an operation to any one of its permissions, "all of them" cannot be expressed. Make them alternatives, or one permission`,
    };
  }
  return { scopes: bearing[0]?.[1] };
}

/** A scheme that declares scopes has no others; where one cannot declare any, all schemes of the document together are the list. */
function scopesProblem(
  name: string,
  scopes: string[],
  { bearsScopes, scopes: own }: SecurityScheme,
  schemes: SecuritySchemes,
): string | undefined {
  if (!bearsScopes)
    return scopes.length
      ? `asks for ${scopes.join(", ")} of "${name}", which is no scheme whose scopes a token of Azure carries`
      : undefined;
  const known = own
    ? [...own.keys()]
    : [...schemes.values()].flatMap(({ scopes }) => [...(scopes?.keys() ?? [])]);
  const told = (scope: string, among: string[]) =>
    `unknown scope "${scope}" of the security scheme "${name}". ${suggest(scope, among)}`;
  const miswritten = scopes.find((scope) => !isPermission(scope.toLowerCase()));
  if (miswritten !== undefined) return told(miswritten, [...IDENTITY_SCOPES]);
  const unknown = own || known.length ? scopes.find((scope) => !known.includes(scope)) : undefined;
  return unknown === undefined ? undefined : told(unknown, known);
}
