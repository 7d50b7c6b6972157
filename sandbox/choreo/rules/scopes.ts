import type { Emulation } from "../emulation.ts";
import type { ApiBody } from "../publisher/api-schema.ts";
import type { ApiContent, StoredOperation, StoredScope } from "../store/model.ts";
import { refusal } from "./refusal.ts";

const roles = new Set([
  "admin",
  "Internal/everyone",
  "Internal/creator",
  "Internal/publisher",
  "Internal/subscriber",
]);

/** Plain concatenation; a name that begins with the prefix already is taken as it is (APIUtil.java of 9.22.x). */
function scopeKey(prefix: string | null, name: string): string {
  return prefix && !name.startsWith(prefix) ? prefix + name : name;
}

/** What REST shows of a key: on Choreo the bare name. */
export function scopeName(prefix: string | null, key: string): string {
  return prefix && key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/** Local scopes of the body, checked against the other APIs; a shared scope of the same name takes the place of a local one. */
export function readScopes(
  { store }: Emulation,
  prefix: string | null,
  body: ApiBody["scopes"],
  owner: { name: string },
): StoredScope[] {
  const scopes = new Map<string, StoredScope>();
  for (const { scope } of body ?? []) {
    const shared = [...store.sharedScopes.values()].find(({ name }) => name === scope.name);
    if (shared) {
      const { name, displayName, description, bindings } = shared;
      scopes.set(name, { key: name, displayName, description, bindings, shared: true });
      continue;
    }
    // PublisherCommonUtils dereferences the bindings without looking (NullPointerException).
    if (!scope.bindings) throw refusal.internal();
    for (const role of scope.bindings) if (!roles.has(role)) throw refusal.roleUnknown(role);
    const key = scopeKey(prefix, scope.name);
    for (const { content } of store.apis.values()) {
      const taken = content.scopes.some((other) => !other.shared && other.key === key);
      // Versions of one API may share a scope, different APIs may not.
      if (taken && content.name !== owner.name) throw refusal.scopeOfAnotherApi(key);
    }
    scopes.set(key, {
      key,
      displayName: scope.displayName || scope.name,
      description: scope.description ?? "",
      bindings: scope.bindings,
      shared: false,
    });
  }
  return [...scopes.values()];
}

/** Names that are not among the API's scopes are dropped without a word; case does not matter (assignScopes). */
export function readOperations(
  { store }: Emulation,
  prefix: string | null,
  body: ApiBody["operations"],
  scopes: StoredScope[],
): StoredOperation[] {
  const known = new Map(scopes.map(({ key }) => [key.toLowerCase(), key]));
  const operations = new Map<string, StoredOperation>();
  for (const { id: _, verb, target, authType, scopes: names, ...rest } of body ?? []) {
    const keys = (names ?? []).map(
      (name) => known.get(scopeKey(prefix, name).toLowerCase()) ?? known.get(name.toLowerCase()),
    );
    const operation = {
      // The rows of all operations are deleted and inserted again with each update (ApiMgtDAO.java).
      id: store.newId(),
      verb: (verb ?? "GET").toUpperCase(),
      target: target ?? "/*",
      authType: authType ?? "Any",
      scopes: [...new Set(keys.filter((key) => key !== undefined))],
      rest,
    };
    operations.set(`${operation.verb} ${operation.target}`, operation);
  }
  return [...operations.values()];
}

/** The scopes of an API as `API.scopes` shows them. */
export function showScopes(content: ApiContent): object[] {
  return content.scopes.map(({ key, displayName, description, bindings, shared }) => ({
    scope: {
      id: null,
      name: shared ? key : scopeName(content.scopePrefix, key),
      displayName,
      description,
      bindings,
      usageCount: null,
    },
    shared,
  }));
}

export function showOperations(content: ApiContent): object[] {
  const names = new Map(
    content.scopes.map(({ key, shared }) => [key, shared ? key : scopeName(content.scopePrefix, key)]),
  );
  return content.operations.map(({ id, verb, target, authType, scopes, rest }) => ({
    ...rest,
    id,
    target,
    verb,
    authType,
    scopes: scopes.map((key) => names.get(key) ?? key),
  }));
}
