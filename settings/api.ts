import { mapValues } from "../shared/records.ts";
import { checkRoles } from "./appRoles.ts";
import { isSamePermission } from "./bareNames.ts";
import { duplicates } from "./duplicates.ts";
import { DocumentError } from "./file.ts";
import type { Findings, ParseContext, StackDefaults } from "./findings.ts";
import { firstName, nameInAzure } from "./names.ts";
import { suggest } from "./nearest.ts";
import { type DerivedApi, deriveApi } from "./openapi/derive.ts";
import { documentPath } from "./openapi/documents.ts";
import { checkRequiredAccess } from "./requiredAccess.ts";
import { identifierUriProblem } from "./rules/identifierUri.ts";
import { parseOperation } from "./rules/operation.ts";
import { scopeValueProblem } from "./rules/scopeValue.ts";
import type { ApiConfig, PermissionConfig } from "./schema/index.ts";
import type { ApiSettings, PermissionSettings } from "./types.ts";

/** One entry of `apis`, its permissions and operations written there or taken from its OpenAPI document. */
export function apiSettings(
  key: string,
  api: ApiConfig,
  stack: StackDefaults,
  context: ParseContext,
  findings: Findings,
): ApiSettings {
  const fail = (path: (string | number)[], message: string) =>
    findings.problems.push({ path: ["apis", key, ...path], message });
  const document = derive(api, context, fail);
  const described = isChoreos(api)
    ? choreos(api, fail)
    : api.openapi === undefined
      ? written(api, fail)
      : document;

  for (const name of Object.keys(described.permissions)) {
    const problem = scopeValueProblem(name);
    if (problem)
      fail(
        api.openapi === undefined ? ["permissions", name] : ["openapi"],
        `permission ${JSON.stringify(name)} ${problem}`,
      );
  }
  findings.notices.push(...document.notices.map((notice) => `apis.${key}: ${notice}`));
  for (const [name, first] of duplicates(Object.keys(described.permissions), (name) => name.toLowerCase())) {
    fail(
      api.openapi === undefined ? ["permissions", name] : ["openapi"],
      `permission ${JSON.stringify(name)} differs only by case from ${JSON.stringify(first)}; Choreo takes the two for one`,
    );
  }
  checkRequiredAccess(api, fail);
  const uriProblem = api.identifierUri === undefined ? undefined : identifierUriProblem(api.identifierUri);
  if (uriProblem) fail(["identifierUri"], `found ${JSON.stringify(api.identifierUri)}; ${uriProblem}`);
  checkRoles(key, api, fail, findings);
  for (const value of Object.keys(api.otherScopes)) {
    const problem = scopeValueProblem(value);
    if (problem) fail(["otherScopes", value], `scope ${JSON.stringify(value)} ${problem}`);
    if (Object.hasOwn(api.roles, value))
      fail(
        ["otherScopes", value],
        "has the value of a role; roles and scopes of an application share one set of values in Entra",
      );
    const permission = Object.keys(described.permissions).find((name) => isSamePermission(name, value));
    if (permission !== undefined)
      fail(["otherScopes", value], "is a permission of this API; these are scopes that are none in Choreo");
  }
  if (document.severalScopes.length) {
    const [first] = document.severalScopes;
    findings.notices.push(
      `apis.${key}: ${document.severalScopes.length} operations of ${documentPath(api.openapi)} (${first} is the first) list several scopes in one requirement; they are read as Choreo reads them, any one opens the operation`,
    );
  }
  return {
    ...api,
    name: api.name ?? firstName(key, api),
    displayName: nameInAzure(key, api, stack.environment),
    protect: api.protect ?? (api.imported || stack.protect),
    // What is there already is what an import takes over.
    adopt: api.adopt || (api.imported && !isChoreos(api)),
    tokenVersion: api.tokenVersion,
    permissions: permissionsOf(api, described),
    otherScopes: mapValues(api.otherScopes, (_, value) => {
      const { inChoreo: _none, ...scope } = permissionSettings(
        value,
        { permissions: api.otherScopes, consent: api.consent },
        undefined,
      );
      return scope;
    }),
    ownPermissions: isChoreos(api) ? (api.permissions ?? {}) : undefined,
    operations: described.operations,
    openapi: documentPath(api.openapi),
    assigned: { users: unique(api.assigned.users), groups: unique(api.assigned.groups) },
    roles: mapValues(api.roles, ({ users, groups, ...role }, name) => {
      const { displayName = name, description = displayName } = role;
      return {
        ...role,
        displayName,
        description,
        allowedMemberTypes: [...new Set(role.allowedMemberTypes)],
        users: unique(users),
        groups: unique(groups),
      };
    }),
    owners: unique(api.owners),
  };
}

type Fail = (path: (string | number)[], message: string) => void;

const nothing: DerivedApi = { permissions: {}, operations: {}, severalScopes: [], notices: [] };

function derive(api: ApiConfig, { documents }: ParseContext, fail: Fail): DerivedApi {
  const path = documentPath(api.openapi);
  if (path === undefined || isChoreos(api)) return nothing;
  if (api.operations) fail(["operations"], `cannot stand beside "openapi", which gives the operations`);
  try {
    const derived = deriveApi(documents(path));
    const strict = typeof api.openapi === "object" && api.openapi.severalScopes === "refuse";
    if (strict && derived.severalScopes.length) {
      fail(
        ["openapi"],
        `${path}: ${derived.severalScopes.join(", ")} list several scopes in one requirement, which OpenAPI reads as all of them; Choreo opens an operation to any one`,
      );
    }
    for (const name of Object.keys(api.permissions ?? {})) {
      if (!Object.hasOwn(derived.permissions, name)) {
        fail(
          ["permissions", name],
          `is no scope of ${path}. ${suggest(name, Object.keys(derived.permissions))}`,
        );
      }
    }
    return derived;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    fail(["openapi"], error.message);
    return nothing;
  }
}

function isChoreos({ permissionsFrom }: ApiConfig): boolean {
  return permissionsFrom === "choreo";
}

/** What the settings say of permissions that live in Choreo; which there are is looked up later. */
function choreos(api: ApiConfig, fail: Fail): DerivedApi {
  for (const key of ["operations", "openapi"] as const)
    if (api[key] !== undefined)
      fail(
        [key],
        `cannot stand beside "permissionsFrom: choreo": what is deployed in Choreo says it. Leave it out, or let these settings write the permissions`,
      );
  if (api.adopt)
    fail(["adopt"], `cannot stand beside "permissionsFrom: choreo": nothing of the API is taken over`);
  return {
    permissions: Object.fromEntries(Object.keys(api.permissions ?? {}).map((name) => [name, undefined])),
    operations: {},
    severalScopes: [],
    notices: [],
  };
}

/** What the settings themselves list. */
function written(api: ApiConfig, fail: Fail): DerivedApi {
  if (!api.permissions || !api.operations) {
    const missing = [!api.permissions && "permissions", !api.operations && "operations"]
      .filter(Boolean)
      .join(" and ");
    fail(
      [],
      `has neither "openapi" nor ${missing}; give the OpenAPI document, or permissions and operations`,
    );
  }
  const permissions = Object.keys(api.permissions ?? {});
  const operations: Record<string, string[]> = {};
  for (const [name, scopes] of Object.entries(api.operations ?? {})) {
    const parsed = parseOperation(name);
    if ("problem" in parsed) {
      fail(["operations", name], parsed.problem);
      continue;
    }
    if (Object.hasOwn(operations, parsed.operation))
      fail(["operations", name], `${parsed.operation} is there twice`);
    operations[parsed.operation] = scopes;
    scopes.forEach((scope, index) => {
      if (!permissions.some((permission) => isSamePermission(permission, scope))) {
        fail(
          ["operations", name, index],
          `found ${JSON.stringify(scope)}, no permission of this API. ${suggest(scope, permissions, "Allowed")}`,
        );
      } else if (scopes.indexOf(scope) !== index) {
        fail(["operations", name, index], `${JSON.stringify(scope)} is there twice`);
      }
    });
  }
  return {
    permissions: Object.fromEntries(permissions.map((name) => [name, undefined])),
    operations,
    severalScopes: [],
    notices: [],
  };
}

function permissionsOf(api: ApiConfig, { permissions }: DerivedApi): Record<string, PermissionSettings> {
  return mapValues(permissions, (description, name) => permissionSettings(name, api, description));
}

/**
 * What becomes of a permission in Azure: what the settings say of it, else what is said where it comes from.
 *
 * @param documented its description there
 * @param named its display name there
 */
export function permissionSettings(
  name: string,
  api: Pick<ApiConfig, "permissions" | "consent">,
  documented: string | undefined,
  named = name,
): PermissionSettings {
  const own: Partial<PermissionConfig> = api.permissions?.[name] ?? {};
  const displayName = own.displayName ?? named;
  const description = own.description ?? oneLine(documented) ?? displayName;
  return {
    displayName,
    description,
    userDisplayName: own.userDisplayName ?? displayName,
    userDescription: own.userDescription ?? description,
    consent: own.consent ?? api.consent,
    inChoreo: own.inChoreo,
    enabled: own.enabled ?? true,
    formerly: own.formerly ?? [],
  };
}

/** Descriptions of documents are Markdown of any length; Choreo keeps 512 characters. */
function oneLine(text: string | undefined): string | undefined {
  const line = text?.replace(/\s+/g, " ").trim();
  return line && line.length > 512 ? `${line.slice(0, 509)}...` : line;
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
