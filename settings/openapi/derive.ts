import { DocumentError } from "../file.ts";
import type { OpenApiDocument } from "./document.ts";
import { type GatewayAccess, gatewayAccess } from "./gatewayExtensions.ts";
import { type OpenApiOperation, operationsOf } from "./operations.ts";
import { type Requirement, requirement } from "./requirement.ts";
import { type SecuritySchemes, securitySchemes } from "./schemes.ts";

export interface DerivedApi {
  /** By scope: its description, `undefined` where the document has none. */
  permissions: Record<string, string | undefined>;
  /** By `VERB /target`, in the document's order: scopes any one of which opens the operation. */
  operations: Record<string, string[]>;
  /** Operations whose one requirement lists several scopes: OpenAPI means all of them, Choreo takes any one. */
  severalScopes: string[];
  /** What is not wrong but has to be known, one sentence each. */
  notices: string[];
}

/**
 * The permissions and operations of an API as its OpenAPI document states them.
 *
 * - An operation's own `security` replaces the document's, `[]` included (OpenAPI 3.1, "Operation Object").
 * - Alternatives (entries of the list) are what Choreo does: any one scope opens the operation.
 * - Scopes listed within *one* requirement are "all of them" in OpenAPI. Choreo, and WSO2's own documents, mean any one; the
 *   operations concerned are reported. Two OAuth schemes in one requirement cannot be had from one access token: an error.
 * - An alternative without an OAuth scope (`{}`, or a scheme with an empty list) opens the operation to every valid token, which is
 *   reported. OpenID Connect's identity scopes are no permissions.
 * - Every scope that a scheme declares becomes a permission, used or not. A scope that none declares is an error.
 *
 * @throws DocumentError naming the file, the operation and what cannot be expressed; all of them at once
 */
export function deriveApi(document: OpenApiDocument): DerivedApi {
  const schemes = securitySchemes(document);
  const { operations, unrouted } = operationsOf(document);
  const derived: DerivedApi = {
    permissions: declared(schemes),
    operations: {},
    severalScopes: [],
    notices: [],
  };
  const problems: string[] = [];
  const open: Open = { toTokens: [], toAnyone: [], tokenless: new Map() };
  for (const operation of operations) {
    const read = readOperation(operation, schemes, document);
    if ("problem" in read) {
      problems.push(`${operation.name}: ${read.problem}`);
      continue;
    }
    const { scopes, several, openBy, tokenless } = read;
    derived.operations[operation.name] = scopes;
    if (several) derived.severalScopes.push(operation.name);
    if (tokenless) open.tokenless.set(tokenless, [...(open.tokenless.get(tokenless) ?? []), operation.name]);
    if (openBy) open.toAnyone.push(operation.name);
    else if (scopes.length === 0) open.toTokens.push(operation.name);
    for (const scope of scopes) derived.permissions[scope] ??= undefined;
  }
  if (problems.length) throw new DocumentError(`${document.path}: ${problems.join("; ")}`);
  if (operations.length === 0) throw new DocumentError(`${document.path} has no operations`);
  derived.notices.push(...notices(document, open, unrouted));
  return derived;
}

function readOperation(
  { security, members }: OpenApiOperation,
  schemes: SecuritySchemes,
  { follow }: OpenApiDocument,
): (Requirement & Pick<GatewayAccess, "openBy" | "tokenless">) | { problem: string } {
  const required = requirement(security === undefined ? [] : security, schemes, follow);
  if ("problem" in required) return required;
  const { openBy, tokenless, scopes } = gatewayAccess(members);
  if (openBy && required.scopes.length)
    return {
      problem: `${openBy} makes the gateway let anyone in, so that ${required.scopes.join(", ")} of its security would protect nothing; take one of the two away`,
    };
  const lost = scopes.filter((scope) => !required.scopes.includes(scope));
  if (lost.length)
    return { problem: `x-scope names ${lost.join(", ")}, which its security does not; write it there` };
  return { ...required, openBy, tokenless };
}

function declared(schemes: SecuritySchemes): Record<string, string | undefined> {
  return Object.fromEntries([...schemes.values()].flatMap(({ scopes }) => [...(scopes ?? [])]));
}

/** Operations that need no permission, or that the document says so little of that permissions may protect nothing. */
interface Open {
  toTokens: string[];
  toAnyone: string[];
  /** By the reason. */
  tokenless: Map<string, string[]>;
}

function notices({ path }: OpenApiDocument, open: Open, unrouted: string[]): string[] {
  return [
    ...[...open.tokenless].flatMap(([why, operations]) =>
      about(operations, path, `: ${why}; where the gateway asks for no token, permissions protect nothing`),
    ),
    ...about(
      open.toAnyone,
      path,
      " are open to anyone, without a token (x-auth-type, x-wso2-disable-security)",
    ),
    ...about(open.toTokens, path, " ask for no permission; every token of a subscribed client opens them"),
    ...about(unrouted, path, " are left out, as WSO2's gateway does not route their methods"),
  ];
}

function about(operations: string[], path: string, what: string): string[] {
  const [first] = operations;
  if (first === undefined) return [];
  return [`${operations.length} operations of ${path} (${first} is the first)${what}`];
}
