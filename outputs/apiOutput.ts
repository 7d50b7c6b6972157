import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedApi } from "../settings/index.ts";
import { mapValues } from "../shared/records.ts";
import type { ApiOutput } from "./types.ts";
import type { Unresolved } from "./unresolved.ts";

/** The identifiers that the web API's component gives out. */
export interface WebApiIds {
  applicationObjectId: pulumi.Input<string>;
  clientId: pulumi.Input<string>;
  identifierUri: pulumi.Input<string>;
  servicePrincipalObjectId: pulumi.Input<string>;
  scopeIds: Record<string, pulumi.Input<string>>;
  roleIds: Record<string, pulumi.Input<string>>;
}

/** One entry of the stack output `apis`. */
export function apiOutput(api: ResolvedApi & { azure: WebApiIds }): Unresolved<ApiOutput> {
  const { apiId, name, version, context, scopePrefix } = api.choreo;
  const roles = Object.values(api.roles).map(({ principals }) => principals);
  const { applicationObjectId, clientId, identifierUri, servicePrincipalObjectId, scopeIds, roleIds } =
    api.azure;
  return {
    choreo: { apiId, name, version, context, scopePrefix },
    ...(api.permissionsFrom === "choreo" && { permissionsFrom: "choreo" as const }),
    azure: {
      applicationObjectId,
      clientId,
      identifierUri,
      servicePrincipalObjectId,
      tokenVersion: api.tokenVersion,
      owners: api.owners,
    },
    scopes: mapValues({ ...api.permissions, ...api.otherScopes }, ({ consent, enabled }, permission) => ({
      fullyQualifiedName: api.fullyQualifiedNames[permission] as string,
      scopeId: scopeIds[permission] as pulumi.Input<string>,
      consent,
      enabled,
      ...(Object.hasOwn(api.otherScopes, permission) && { inChoreo: false as const }),
    })),
    operations: api.operations,
    invokeUrls: api.choreo.invokeUrls,
    assigned: {
      users: Object.assign({}, api.principals.users, ...roles.map(({ users }) => users)),
      groups: Object.assign({}, api.principals.groups, ...roles.map(({ groups }) => groups)),
    },
    ...(roles.length > 0 && {
      roles: mapValues(api.roles, ({ principals: { users, groups } }, role) => ({
        roleId: roleIds[role] as pulumi.Input<string>,
        principals: [...Object.values(users), ...Object.values(groups)],
      })),
    }),
    expected: api.expected,
  };
}
