/** What a resource says of an identity provider, and so what is compared. */
export const FIELDS = [
  "name",
  "description",
  "wellKnownEndpoint",
  "issuer",
  "jwks",
  "tokenEndpoint",
  "authorizeEndpoint",
  "consumerKeyClaim",
  "scopesClaim",
  "tokenType",
  "environments",
  "enabled",
] as const;
