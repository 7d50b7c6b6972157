import { distance } from "fastest-levenshtein";
import { lookalike } from "../../doctor/difference.ts";
import type { GraphApplication } from "../../doctor/graph-objects.ts";

export type Scope = NonNullable<NonNullable<GraphApplication["api"]>["oauth2PermissionScopes"]>[number];

/** Typing mistakes that a scope's value may have and still be taken for a permission's name. */
const MISTAKES = 2;

/** A permission of Choreo with the scope of a registration that stands, or was meant to stand, for it. */
export interface ScopePair {
  fullName: string;
  scope: Scope | undefined;
  /** Whether the gateway will take the one for the other. */
  isExact: boolean;
}

/**
 * Pairs permissions with scopes: those that are equal first; then what is left and looks alike, or differs by a mistake or two.
 *
 * @param isTaken whether a value is the full name of some permission of Choreo: then it is no mistake
 */
export function pairScopes(
  fullNames: readonly string[],
  scopes: readonly Scope[],
  isTaken: (value: string) => boolean,
): ScopePair[] {
  const left = scopes.filter(({ value }) => value && !isTaken(value));
  return fullNames.map((fullName) => {
    const equal = scopes.find(({ value }) => value === fullName);
    if (equal) return { fullName, scope: equal, isExact: true };
    const near = nearestTo(
      fullName,
      left.map(({ value }) => value ?? ""),
    );
    const index = left.findIndex(({ value }) => value === near);
    const [scope] = index < 0 ? [] : left.splice(index, 1);
    return { fullName, scope, isExact: false };
  });
}

function nearestTo(fullName: string, values: readonly string[]): string | undefined {
  const alike = lookalike(fullName, values);
  if (alike !== undefined) return alike;
  return values
    .filter((value) => Math.abs(value.length - fullName.length) <= MISTAKES)
    .map((value) => ({ value, mistakes: distance(value, fullName) }))
    .filter(({ mistakes }) => mistakes <= MISTAKES)
    .sort((a, b) => a.mistakes - b.mistakes)[0]?.value;
}
