import { DocumentError, isObject } from "../file.ts";
import { VERBS } from "../rules/operation.ts";
import type { OpenApiDocument } from "./document.ts";
import { type Requirement, requirement } from "./requirement.ts";
import { type SecuritySchemes, securitySchemes } from "./schemes.ts";

export interface DerivedApi {
  /** By scope: its description, `undefined` where the document has none. */
  permissions: Record<string, string | undefined>;
  /** By `VERB /target`, in the document's order: scopes any one of which opens the operation. */
  operations: Record<string, string[]>;
  /** Operations whose one requirement lists several scopes: OpenAPI means all of them, Choreo takes any one. */
  severalScopes: string[];
}

/**
 * The permissions and operations of an API as its OpenAPI document states them.
 *
 * - An operation's own `security` replaces the document's, `[]` included (OpenAPI 3.1, "Operation Object").
 * - Alternatives (entries of the list) are what Choreo does: any one scope opens the operation.
 * - Scopes listed within *one* requirement are "all of them" in OpenAPI. Choreo, and WSO2's own documents, mean any one; the
 *   operations concerned are reported. Two OAuth schemes in one requirement cannot be had from one access token: an error.
 * - An alternative without an OAuth scope (`{}`, or a scheme with an empty list) opens the operation to every valid token.
 * - Every scope that a scheme declares becomes a permission, used or not.
 *
 * @throws DocumentError naming the file, the operation and what cannot be expressed; all of them at once
 */
export function deriveApi(document: OpenApiDocument): DerivedApi {
  const schemes = securitySchemes(document);
  const derived: DerivedApi = { permissions: { ...declared(schemes) }, operations: {}, severalScopes: [] };
  const problems: string[] = [];
  for (const { operation, security } of operationsOf(document)) {
    const result = requirement(security, schemes);
    if ("problem" in result) {
      problems.push(`${operation}: ${result.problem}`);
      continue;
    }
    addOperation(derived, operation, result);
  }
  if (problems.length) throw new DocumentError(`${document.path}: ${problems.join("; ")}`);
  if (Object.keys(derived.operations).length === 0)
    throw new DocumentError(`${document.path} has no operations`);
  return derived;
}

function addOperation(derived: DerivedApi, operation: string, { scopes, several }: Requirement): void {
  derived.operations[operation] = scopes;
  if (several) derived.severalScopes.push(operation);
  for (const scope of scopes) {
    if (!Object.hasOwn(derived.permissions, scope)) derived.permissions[scope] = undefined;
  }
}

function declared(schemes: SecuritySchemes): Record<string, string | undefined> {
  return Object.assign({}, ...Object.values(schemes).map((scheme) => scheme.scopes));
}

function* operationsOf(document: OpenApiDocument): Generator<{ operation: string; security: unknown }> {
  const { paths = {}, security: common = [] } = document.root;
  if (!isObject(paths)) throw new DocumentError(`${document.path}: "paths" is not an object`);
  for (const [target, reference] of Object.entries(paths)) {
    if (!target.startsWith("/")) continue; // x-… extensions
    const item = document.resolve(reference);
    if (!isObject(item)) continue;
    for (const verb of VERBS) {
      const operation = item[verb.toLowerCase()];
      if (isObject(operation))
        yield { operation: `${verb} ${target}`, security: operation.security ?? common };
    }
  }
}
