/** The methods that WSO2's gateway routes (carbon-apimgt, `APIConstants.SUPPORTED_METHODS`), in upper case as its REST API has them. */
export const VERBS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] as const;

/**
 * Splits `"POST /books"`; the verb may be written in lower case.
 *
 * @returns the operation in its one form, or what is wrong
 */
export function parseOperation(name: string): { operation: string } | { problem: string } {
  const match = /^(\S+)\s+(\/\S*)$/.exec(name.trim());
  if (!match) return { problem: `is not an operation; write it like "POST /books"` };
  const verb = (match[1] as string).toUpperCase();
  if (!VERBS.includes(verb as (typeof VERBS)[number])) {
    return { problem: `has the verb ${match[1]}; allowed: ${VERBS.join(", ")}` };
  }
  return { operation: `${verb} ${match[2]}` };
}
