import { type PairedApi, scopesOf } from "./apis.ts";
import type { Scope } from "./scopes.ts";

/** Scopes of an API's registration that stand for no permission in Choreo, of whichever API: `access_as_user`. */
export function otherScopes(key: string, apis: ReadonlyMap<string, PairedApi>): Scope[] {
  const { registration } = apis.get(key) ?? {};
  if (!registration) return [];
  const standing = new Set(
    [...apis.values()]
      .filter((api) => api.registration?.application.id === registration.application.id)
      .flatMap(({ scopes }) => scopes.map(({ scope }) => scope?.id)),
  );
  return scopesOf(registration.application).filter(({ id, value }) => value && !standing.has(id));
}
