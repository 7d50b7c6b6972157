import type { ApiObject, ApiOperation, ApiScope } from "../api/types.ts";
import { type Claim, type KeptScope, type Register, withRegister } from "./register.ts";

/** What people read about a scope, by its name. */
export type ScopeTexts = Record<string, { displayName: string; description: string }>;

export const operationName = ({ verb, target }: ApiOperation): string => `${verb.toUpperCase()} ${target}`;

/** The gateway wants no token, whatever scopes are attached: the operation's security is switched off. */
const isAnonymous = ({ authType }: ApiOperation): boolean => authType === "None";

/** What an operation has that wants a token, in the specification's examples of an API. */
const ANY_TOKEN = "Application & Application User";

export const claimsScope = (claims: Claim[], scope: string): boolean =>
  claims.some(({ scopes }) => scopes.includes(scope));

const attaches = (claims: Claim[], operation: string, scope: string): boolean =>
  claims.some(({ operations }) => operations[operation]?.includes(scope));

/** Somebody wants it to be opened by scopes only. */
const protects = (claims: Claim[], operation: string): boolean =>
  claims.some(({ operations }) => (operations[operation] ?? []).length > 0);

/**
 * The API object as a register wants it: all that is claimed is there and wants a token, what was claimed and no longer is has gone
 * (or is as it was kept), and everything that nobody ever claimed is as it was.
 *
 * @param before what has been claimed so far
 * @param texts of the scopes of whoever changes his claim; texts of others' scopes stay as they are
 */
export function expectedApi(
  api: ApiObject,
  before: Register,
  after: Register,
  texts: ScopeTexts = {},
): ApiObject {
  const kept = { ...before.baseline?.kept, ...after.baseline?.kept };
  const scopes = expectedScopes(api.scopes ?? [], before.claims, after.claims, texts, kept);
  const names = new Set(scopes.map(({ scope }) => scope.name));
  // One that somebody switched off while it was claimed comes back with security: that was not so before.
  const found = (api.operations ?? []).filter(isAnonymous).map(operationName);
  const anonymous = new Set([
    ...(after.baseline?.anonymous ?? []),
    ...found.filter((name) => !protects(before.claims, name)),
  ]);
  const operations = (api.operations ?? []).map((operation) => {
    const name = operationName(operation);
    const stays = (operation.scopes ?? []).filter(
      (scope) =>
        attaches(after.claims, name, scope) ||
        !attaches(before.claims, name, scope) ||
        kept[scope]?.operations.includes(name),
    );
    const wanted = after.claims.flatMap((claim) => claim.operations[name] ?? []);
    const security = protects(after.claims, name)
      ? isAnonymous(operation) && { authType: ANY_TOKEN }
      : anonymous.has(name) && protects(before.claims, name) && { authType: "None" };
    const all = [...new Set([...stays, ...wanted])].filter((scope) => names.has(scope));
    return { ...operation, ...security, scopes: all };
  });
  const isClaimed = ([name]: [string, unknown]): boolean => claimsScope(after.claims, name);
  const opened = [...anonymous].filter((name) => protects(after.claims, name));
  const baseline = after.baseline && {
    ...after.baseline,
    kept: Object.fromEntries(Object.entries(kept).filter(isClaimed)),
    anonymous: opened.length > 0 ? opened : undefined,
  };
  const register = { claims: after.claims, baseline: after.claims.length > 0 ? baseline : undefined };
  return withRegister({ ...api, scopes, operations }, register);
}

function expectedScopes(
  current: ApiScope[],
  before: Claim[],
  after: Claim[],
  texts: ScopeTexts,
  kept: Record<string, KeptScope>,
): ApiScope[] {
  const stays = current.flatMap((entry) => {
    const { name } = entry.scope;
    if (claimsScope(after, name)) return [texts[name] ? withTexts(entry, texts[name]) : entry];
    if (!claimsScope(before, name)) return [entry];
    return kept[name] ? [withTexts(entry, kept[name])] : [];
  });
  const known = new Set(stays.map(({ scope }) => scope.name));
  const missing = new Set(after.flatMap(({ scopes }) => scopes).filter((name) => !known.has(name)));
  const added = [...missing].map((name) =>
    // Of a scope that others claim and somebody deleted only the name is known here; its own stack's next `up` has the rest.
    withTexts({ scope: { name }, shared: false }, texts[name] ?? { displayName: name, description: "" }),
  );
  return [...stays, ...added];
}

/** `bindings: null` makes the server fail (2.5 of the facts: NullPointerException), and some of them send it. */
function withTexts(entry: ApiScope, { displayName, description }: ScopeTexts[string]): ApiScope {
  const bindings = entry.scope.bindings ?? [];
  return { ...entry, scope: { ...entry.scope, displayName, description, bindings } };
}

/** Names what of some claims is not in force on an API, or on a revision of it. */
export function missing(api: ApiObject, claims: Claim[]): string[] {
  const scopes = new Set((api.scopes ?? []).map(({ scope }) => scope.name));
  const attached = attachments(api);
  const anonymous = (api.operations ?? []).filter(isAnonymous).map(operationName);
  const lacking = claims.flatMap((claim) => [
    ...claim.scopes.filter((scope) => !scopes.has(scope)).map((scope) => `scope ${scope}`),
    ...Object.entries(claim.operations).flatMap(([operation, wanted]) =>
      wanted
        .filter((scope) => !attached.get(operation)?.includes(scope))
        .map((scope) => `${scope} on ${operation}${anonymous.includes(operation) ? " (authType None)" : ""}`),
    ),
  ]);
  return [...new Set(lacking)];
}

/** By operation: the scopes that the gateway asks for; none where it wants no token at all. */
export function attachments({ operations }: ApiObject): Map<string, string[]> {
  return new Map(
    (operations ?? []).map((one) => [operationName(one), isAnonymous(one) ? [] : (one.scopes ?? [])]),
  );
}

/** Alike in all that stacks change. Servers differ in how they write an empty description. */
export function isSame(a: ApiObject, b: ApiObject): boolean {
  return JSON.stringify(essence(a)) === JSON.stringify(essence(b));
}

function essence(api: ApiObject): unknown {
  return [
    (api.scopes ?? [])
      .map(({ scope }) => [scope.name, scope.displayName || scope.name, scope.description || ""])
      .sort(),
    (api.operations ?? []).map((one) => [
      operationName(one),
      isAnonymous(one),
      [...(one.scopes ?? [])].sort(),
    ]),
    (api.additionalProperties ?? []).map(({ name, value }) => [name, value]).sort(),
  ];
}
