import { INHERITED, isInherited } from "./inherited.ts";

/**
 * What the key of an API or client may be: it is part of resource names, of URNs, where "::" separates, and of the path under which
 * Choreo keeps who changed what, where "/" does.
 *
 * @returns what is wrong, or `undefined`
 */
export function keyProblem(key: string): string | undefined {
  if (key === "") return "is an empty key; give it a name";
  if (isInherited(key)) return INHERITED;
  if (key.length > 100) return `is a key of ${key.length} characters; at most 100 are allowed`;
  if (/^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}._ -]*[\p{L}\p{N}\p{M}._-])?$/u.test(key)) return undefined;
  return `cannot be a key, which is part of resource names; allowed are letters, digits, ".", "_", "-" and spaces within, and a letter or digit to begin with`;
}
