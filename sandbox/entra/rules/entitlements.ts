import { badRequest, GraphError } from "../graph/errors.ts";
import type { Application, AppRole, PermissionScope } from "../store/types.ts";

/** https://learn.microsoft.com/graph/api/resources/permissionscope: what `value` may hold. */
const VALUE = /^[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_`{|}~]+$/;
/** identity-platform/supported-accounts-validation: scope names of work and school applications. */
const LONGEST_VALUE = 120;

type Entitlement = PermissionScope | AppRole;

/** Scopes and app roles of one application: form, one namespace of ids and values, and no change while enabled. */
export function checkEntitlements(next: Application, previous?: Application): void {
  const scopes = next.api.oauth2PermissionScopes;
  for (const scope of scopes) checkScope(scope);
  for (const role of next.appRoles) checkRole(role);
  checkUnique(scopes, next.appRoles);
  if (!previous) return;
  checkUnchanged(previous.api.oauth2PermissionScopes, scopes, "api.oauth2PermissionScopes");
  checkUnchanged(previous.appRoles, next.appRoles, "appRoles");
}

/** The consent texts are left alone: that Graph insists on any of them is not known. */
function checkScope(scope: PermissionScope): void {
  const where = "api.oauth2PermissionScopes";
  checkForm(scope, where);
  if (!scope.type) throw badRequest(`Property ${where}: type of '${scope.value}' is required.`, where);
}

function checkRole(role: AppRole): void {
  checkForm(role, "appRoles");
  if (!role.displayName) throw badRequest("Property appRoles: displayName is required.", "appRoles");
  const types = role.allowedMemberTypes ?? [];
  if (types.length === 0)
    throw badRequest(
      "Property appRoles: allowedMemberTypes must hold User, Application or both.",
      "appRoles",
    );
}

function checkForm({ id, value }: Entitlement, where: string): void {
  if (!id) throw badRequest(`Property ${where}: id is required.`, where);
  if (!value) return;
  if (value.startsWith(".") || !VALUE.test(value))
    throw badRequest(`Property ${where}: value '${value}' has characters that are not allowed.`, where);
  if (value.length > LONGEST_VALUE)
    throw badRequest(`Property ${where}: value is longer than ${LONGEST_VALUE} characters.`, where);
}

/** Roles and scopes share one namespace, within one application. */
function checkUnique(scopes: PermissionScope[], roles: AppRole[]): void {
  const seen = new Set<string>();
  for (const [list, where] of [
    [scopes, "api.oauth2PermissionScopes"],
    [roles, "appRoles"],
  ] as const)
    for (const { id, value } of list)
      for (const key of [`id ${id.toLowerCase()}`, ...(value ? [`value ${value}`] : [])]) {
        if (seen.has(key))
          throw new GraphError(
            400,
            "DuplicateValue",
            "Request contains a property with duplicate values.",
            where,
          );
        seen.add(key);
      }
}

/** An enabled scope or role may only be disabled, with nothing else about it changed in the same request. */
function checkUnchanged(previous: Entitlement[], next: Entitlement[], where: string): void {
  for (const before of previous) {
    if (!before.isEnabled) continue;
    const after = next.find(({ id }) => id === before.id);
    if (after && fingerprint(after) === fingerprint(before)) continue;
    throw new GraphError(
      400,
      "CannotDeleteOrUpdateEnabledEntitlement",
      "Permission (scope or role) cannot be deleted or updated unless disabled first.",
      where,
    );
  }
}

/** All of it but `isEnabled` and what Graph adds; null, "" and absent are the same. */
function fingerprint({ isEnabled: _, origin: __, ...rest }: Entitlement): string {
  const entries = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== "" && value !== undefined)
    .map(([key, value]) => [key, Array.isArray(value) ? [...value].sort() : value] as const);
  return JSON.stringify(entries.sort(([a], [b]) => a.localeCompare(b)));
}
