import type { Deployment } from "../api/types.ts";

/** What one stack's resource claims of an API: scopes, and for each operation the scopes that it attaches. */
export interface Claim {
  /** `<project>/<stack>/<resource>` */
  by: string;
  scopes: string[];
  /** By `VERB /target`. */
  operations: Record<string, string[]>;
}

/** A scope that somebody else made and a stack took over. */
export interface KeptScope {
  displayName: string;
  description: string;
  /** Operations that it was attached to. */
  operations: string[];
}

/** An API as it was before the first stack claimed anything of it. The last one to leave gives this back. */
export interface Baseline {
  /** `CREATED`, `PUBLISHED`, … */
  lifecycle: string;
  /** What was deployed where. A revision id of "" is one that nobody can name any more. */
  deployments: Deployment[];
  /** By name. */
  kept: Record<string, KeptScope>;
}

/** All claims of an API, and what was before them. */
export interface Register {
  baseline: Baseline | undefined;
  claims: Claim[];
}

export function claimOf(register: Register, claimant: string): Claim | undefined {
  return register.claims.find(({ by }) => by === claimant);
}

export function othersThan(register: Register, claimant: string): Claim[] {
  return register.claims.filter(({ by }) => by !== claimant);
}

export function claimsScope(claims: Claim[], scope: string): boolean {
  return claims.some(({ scopes }) => scopes.includes(scope));
}

export function claimsAttachment(claims: Claim[], operation: string, scope: string): boolean {
  return claims.some(({ operations }) => operations[operation]?.includes(scope));
}

/** Both claims in one: what the register says and what the state remembers may differ after a lost write. */
export function union(by: string, ...claims: (Claim | undefined)[]): Claim {
  const operations: Record<string, string[]> = {};
  for (const claim of claims) {
    for (const [operation, scopes] of Object.entries(claim?.operations ?? {})) {
      operations[operation] = [...new Set([...(operations[operation] ?? []), ...scopes])];
    }
  }
  return { by, scopes: [...new Set(claims.flatMap((claim) => claim?.scopes ?? []))], operations };
}

export function emptyClaim(by: string): Claim {
  return { by, scopes: [], operations: {} };
}
