import type { Links } from "./links.ts";
import { type NamedScope, operationsOf, permissionNames, permissionRecord, scopesOf } from "./permissions.ts";
import { isKnown, object, objects, type Resource, texts, types, UNKNOWN } from "./resources.ts";
import { sortedRecord, sortedSet, union } from "./sort.ts";
import type { ApiAccess, Legend } from "./types.ts";

/** The role of an application that declares none (Microsoft Graph, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

type Told = Legend["apis"][string];

/** The scopes that an API's registration has, under their permissions' names. */
export function apiScopes(own: readonly Resource[], told: readonly Told[]): NamedScope[] {
  const of = (type: string) => own.filter((each) => each.type === type);
  const inChoreo = of(types.apiPermissions).flatMap(({ properties }) =>
    Object.keys(object(properties.scopes)),
  );
  const scopes = of(types.application).flatMap(scopesOf);
  const names = permissionNames(
    Object.assign({}, ...told.toReversed().map(({ permissions }) => permissions)),
    inChoreo,
    scopes.map(({ scope }) => scope),
  );
  return scopes.map((each) => ({ ...each, permission: names(each.scope) }));
}

/**
 * @param own the resources of its two components
 * @param uses by client: the permissions of this API that it declares
 */
export function apiAccess(
  key: string,
  own: readonly Resource[],
  scopes: readonly NamedScope[],
  { assignments, preAuthorizations }: Links,
  uses: (client: string) => string[],
  told: readonly Told[],
): ApiAccess {
  const of = (type: string) => own.filter((each) => each.type === type);
  const [legend] = told;
  const assigned = assignments.filter(({ api }) => api === key).map(({ resource }) => resource);
  const roles = rolesOf(key, of(types.application), assigned);
  const preAuthorized = preAuthorizations
    .filter(({ api }) => api === key)
    .map(({ client, resource }): [string, string[]] => [
      client,
      permissionsOf(resource.properties.permissionIds, scopes, () => uses(client)),
    ]);
  const [permissions] = of(types.apiPermissions);
  // What the API has endpoints for is not of the run: the newest word counts for both sides of one.
  const keyTypes = told.at(-1)?.keyTypes;
  const apiId = texts([permissions?.properties.apiId])[0] ?? legend?.apiId;
  return {
    name: legend?.name ?? key,
    apiVersion: legend?.apiVersion ?? "",
    ...(apiId === undefined ? {} : { apiId }),
    permissions: permissionRecord(scopes),
    operations: permissions ? operationsIn(permissions, told) : {},
    ...environmentsOf(of(types.apiDeployment)),
    ...(keyTypes ? { keyTypes } : {}),
    // One that is not made yet lets nobody in.
    assignmentRequired: of(types.servicePrincipal).every(
      ({ properties }) => properties.appRoleAssignmentRequired === true,
    ),
    assigned: sortedSet(assigned.flatMap(({ properties }) => texts([properties.principalObjectId]))),
    ...unlessEmpty("roles", roles),
    ...unlessEmpty("preAuthorized", union(preAuthorized)),
    owners: ownersOf(own),
  };
}

/** Owners of a registration and of its service principal have the same power over it. */
export function ownersOf(own: readonly Resource[]): string[] {
  return sortedSet(own.flatMap(({ properties }) => texts(properties.owners)));
}

/**
 * The permissions that a list of scope ids stands for. While some are unknown it is what the client is said to use; without a word of
 * that, all: never less than what may be.
 */
export function permissionsOf(
  ids: unknown,
  scopes: readonly NamedScope[],
  otherwise: () => readonly string[],
): string[] {
  const known = texts(ids);
  const named = scopes
    .filter(({ id }) => id !== undefined && known.includes(id))
    .map(({ permission }) => permission);
  const isWhole = Array.isArray(ids) && known.length === ids.length;
  return sortedSet(isWhole ? named : [...named, ...otherwise()]);
}

/** By role: who has it. The id of a new role is unknown in a preview; the assignment is named after the role. */
function rolesOf(
  key: string,
  applications: readonly Resource[],
  assigned: readonly Resource[],
): Record<string, string[]> {
  const roles = applications.flatMap(({ properties }) =>
    objects(properties.appRoles)
      // No token carries one that is switched off.
      .filter(({ enabled }) => enabled !== false)
      .flatMap(({ id, value }) => texts([value]).map((role) => ({ id, role }))),
  );
  const roleOf = ({ name, properties: { appRoleId } }: Resource): string | undefined => {
    if (appRoleId === DEFAULT_ACCESS) return undefined;
    if (isKnown(appRoleId)) return roles.find(({ id }) => id === appRoleId)?.role;
    return roles
      .filter(({ role }) => name.startsWith(`${key}-role-${role}-`))
      .sort((a, b) => b.role.length - a.role.length)[0]?.role;
  };
  return sortedRecord(
    roles.map(({ role }) => [
      role,
      sortedSet(
        assigned
          .filter((each) => roleOf(each) === role)
          .flatMap(({ properties }) => texts([properties.principalObjectId])),
      ),
    ]),
  );
}

function operationsIn({ properties }: Resource, told: readonly Told[]) {
  const known = told.find(({ operations }) => Object.keys(operations).length > 0)?.operations ?? {};
  // A program may make them of outputs; this one never does.
  if (properties.operations === UNKNOWN) return known;
  return operationsOf(object(properties.operations), known);
}

/** Those that the settings name; else where the provider has put it. */
function environmentsOf(deployments: readonly Resource[]): Pick<ApiAccess, "environments"> {
  const named = deployments.flatMap(({ properties: { environments, deployedTo } }) =>
    texts(environments ?? deployedTo),
  );
  return named.length > 0 ? { environments: sortedSet(named) } : {};
}

/** Most APIs have neither, and their entries should say so by saying nothing. */
function unlessEmpty<Key extends string, T extends object>(name: Key, value: T): { [K in Key]?: T } {
  return Object.keys(value).length > 0 ? ({ [name]: value } as { [K in Key]: T }) : {};
}
