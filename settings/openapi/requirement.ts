import { isObject } from "../file.ts";
import { suggest } from "../nearest.ts";
import type { SecuritySchemes } from "./schemes.ts";

export interface Requirement {
  /** Any one of them opens the operation; none: every valid token does. Sorted as in the document, each once. */
  scopes: string[];
  /** Whether one requirement lists several scopes. */
  several: boolean;
}

/** Reads a `security` list in Choreo's terms: a list of scopes of which one is enough. */
export function requirement(security: unknown, schemes: SecuritySchemes): Requirement | { problem: string } {
  if (!Array.isArray(security)) return { problem: `"security" is not a list` };
  const alternatives: string[][] = [];
  let several = false;
  for (const alternative of security) {
    const result = alternativeScopes(alternative, schemes);
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
  const oauth: [string, string[]][] = [];
  for (const [name, scopes] of entries) {
    const scheme = schemes[name];
    if (!scheme)
      return { problem: `unknown security scheme "${name}". ${suggest(name, Object.keys(schemes))}` };
    if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === "string")) {
      return { problem: `the scopes of "${name}" are not a list of texts` };
    }
    if (scheme.oauth) oauth.push([name, scopes as string[]]);
  }
  if (oauth.length > 1) {
    const both = oauth.map(([name]) => name).join(" and ");
    return {
      problem: `requires ${both} together; Choreo opens an operation to any one of its permissions, "all of them" cannot be expressed. Make them alternatives, or one permission`,
    };
  }
  return { scopes: oauth[0]?.[1] };
}
