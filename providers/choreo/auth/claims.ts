/** What a token of Choreo's STS, or of API Manager, says of itself. */
export interface TokenClaims {
  organizationId: string | undefined;
  /** Handle of the organisation. */
  organization: string | undefined;
  /** OAuth scopes; undefined where the token lists none of the management APIs'. */
  scopes: string[] | undefined;
  ends: Date | undefined;
}

/**
 * Reads a JWT without checking it: it is ours, and whoever takes it checks it.
 *
 * @returns undefined for an opaque token, such as a personal access token
 */
export function claimsOf(token: string): TokenClaims | undefined {
  const payload = token.split(".")[1];
  if (!payload) return undefined;
  try {
    const { organization, scope, exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
      organization?: { uuid?: string; handle?: string };
      scope?: unknown;
      exp?: unknown;
    };
    return {
      organizationId: organization?.uuid,
      organization: organization?.handle,
      scopes: typeof scope === "string" ? managementScopes(scope.split(" ")) : undefined,
      ends: typeof exp === "number" ? new Date(exp * 1000) : undefined,
    };
  } catch {
    return undefined;
  }
}

/** A list without a single `apim:…` is not about the management APIs' scopes, and so says nothing of what is missing. */
export function managementScopes(scopes: readonly string[]): string[] | undefined {
  return scopes.some((scope) => scope.startsWith("apim:")) ? [...scopes] : undefined;
}
