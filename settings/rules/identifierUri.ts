/**
 * What Entra takes as an identifier URI, whatever the application. Whether its domain is one of the tenant's, only Entra knows.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 * @returns what is wrong, or `undefined`
 */
export function identifierUriProblem(uri: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(uri) || !URL.canParse(uri))
    return "must be a URI like api://books or https://taylordean.example/books";
  if (uri.length > 255) return `has ${uri.length} characters; Entra allows at most 255`;
  if (uri.includes("*")) return "must not contain a wildcard";
  return uri.endsWith("/") ? "must not end with a slash" : undefined;
}
