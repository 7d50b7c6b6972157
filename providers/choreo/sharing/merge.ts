import type { ApiObject, ApiOperation, ApiScope } from "../api/types.ts";
import { type Baseline, type Claim, claimsAttachment, claimsScope, type KeptScope } from "./claim.ts";

/** What people read about a scope, by its name. */
export type ScopeTexts = Record<string, { displayName: string; description: string }>;

export const operationName = ({ verb, target }: ApiOperation): string => `${verb.toUpperCase()} ${target}`;

/** What is to be done to an API's scopes and operations: from one claim of a stack to its next. */
export interface Change {
  previous: Claim;
  next: Claim;
  texts: ScopeTexts;
  /** Claims of other stacks: nothing that they hold goes away. */
  others: Claim[];
  kept: Baseline["kept"];
}

/** The API object with the change made; scopes and attachments that nobody claims stay as they are. */
export function applyChange(api: ApiObject, change: Change): ApiObject {
  const scopes = nextScopes(api.scopes ?? [], change);
  const names = new Set(scopes.map(({ scope }) => scope.name));
  const operations = (api.operations ?? []).map((operation) => {
    const attached = nextAttachments(operation, change).filter((scope) => names.has(scope));
    return { ...operation, scopes: attached };
  });
  return { ...api, scopes, operations };
}

function nextScopes(current: ApiScope[], { previous, next, texts, others, kept }: Change): ApiScope[] {
  const stays = current.flatMap((entry) => {
    const { name } = entry.scope;
    const text = texts[name];
    if (next.scopes.includes(name) && text) return [withTexts(entry, text)];
    if (!previous.scopes.includes(name) || claimsScope(others, name)) return [entry];
    const before = kept[name];
    return before ? [withTexts(entry, before)] : [];
  });
  const known = new Set(stays.map(({ scope }) => scope.name));
  const added = next.scopes
    .filter((name) => !known.has(name))
    .map((name) => ({ scope: { name, ...textsOf(texts[name]), bindings: [] }, shared: false }));
  return [...stays, ...added];
}

/** `bindings: null` makes the server fail (2.5 of the facts: NullPointerException), and some of them send it. */
function withTexts(entry: ApiScope, text: { displayName: string; description: string }): ApiScope {
  return { ...entry, scope: { ...entry.scope, ...textsOf(text), bindings: entry.scope.bindings ?? [] } };
}

function textsOf(text: { displayName: string; description: string } | undefined) {
  return { displayName: text?.displayName ?? "", description: text?.description ?? "" };
}

function nextAttachments(operation: ApiOperation, { previous, next, others, kept }: Change): string[] {
  const name = operationName(operation);
  const wanted = next.operations[name] ?? [];
  const stays = (operation.scopes ?? []).filter(
    (scope) =>
      wanted.includes(scope) ||
      !previous.operations[name]?.includes(scope) ||
      claimsAttachment(others, name, scope) ||
      kept[scope]?.operations.includes(name),
  );
  return [...new Set([...stays, ...wanted])];
}

/** A scope as it is, so that it can come back. */
export function keep(api: ApiObject, name: string): KeptScope {
  const scope = api.scopes?.find((entry) => entry.scope.name === name)?.scope;
  return {
    displayName: scope?.displayName ?? name,
    description: scope?.description ?? "",
    operations: (api.operations ?? []).filter(({ scopes }) => scopes?.includes(name)).map(operationName),
  };
}

/** Whether everything of a claim is in force on an API; the list names what is not. */
export function missing(api: ApiObject, claim: Claim): string[] {
  const scopes = new Set((api.scopes ?? []).map(({ scope }) => scope.name));
  const attached = new Map(
    (api.operations ?? []).map((operation) => [operationName(operation), operation.scopes ?? []]),
  );
  return [
    ...claim.scopes.filter((scope) => !scopes.has(scope)).map((scope) => `scope ${scope}`),
    ...Object.entries(claim.operations).flatMap(([operation, wanted]) =>
      wanted
        .filter((scope) => !attached.get(operation)?.includes(scope))
        .map((scope) => `${scope} on ${operation}`),
    ),
  ];
}
