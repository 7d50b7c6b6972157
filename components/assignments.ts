import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { goesWith } from "./goesWith.ts";

/** Users (by user principal name) and groups (by display name) with their object ids. */
export interface AssignedPrincipals {
  users: Record<string, pulumi.Input<string>>;
  groups: Record<string, pulumi.Input<string>>;
}

/** The default access: the role of an application that declares none (Microsoft Graph, appRoleAssignment). */
export const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/** Step 2.1: one assignment per user and group, and per role where there are roles. */
export function assign(
  name: string,
  {
    servicePrincipal,
    protect,
  }: { servicePrincipal: azuread.ServicePrincipal; protect?: boolean | undefined },
  principals: AssignedPrincipals | undefined,
  roles: Record<string, { principals: AssignedPrincipals }>,
  roleIds: Record<string, pulumi.Input<string>>,
  parent: pulumi.Resource,
): void {
  const assignAll = (
    prefix: string,
    { users, groups }: AssignedPrincipals,
    appRoleId: pulumi.Input<string>,
  ) => {
    const suffixes = [
      ...Object.entries(users).map(([user, id]) => [`user-${user}`, id] as const),
      ...Object.entries(groups).map(([group, id]) => [`group-${group}`, id] as const),
    ];
    for (const [suffix, principalObjectId] of suffixes) {
      new azuread.AppRoleAssignment(
        `${prefix}-${suffix}`,
        { appRoleId, principalObjectId, resourceObjectId: servicePrincipal.objectId },
        { parent, ...goesWith(servicePrincipal, protect) },
      );
    }
  };
  if (principals) assignAll(name, principals, DEFAULT_ACCESS);
  for (const [role, { principals: holders }] of Object.entries(roles)) {
    assignAll(`${name}-role-${role}`, holders, roleIds[role] as pulumi.Input<string>);
  }
}
