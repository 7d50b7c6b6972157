import type { types } from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";

/** By client id of a resource: ids of delegated and of application permissions. */
export type RequiredResourceAccess = Record<string, { scopes: string[]; roles: string[] }>;

/**
 * What a registration lists under "API permissions". It gives nothing by itself: a grant or a person's consent does.
 *
 * @param uses what is used of web APIs of this program: client ids with the ids of scopes and app roles
 */
export function requiredResourceAccesses(
  uses: readonly {
    clientId: pulumi.Input<string>;
    scopes: Record<string, pulumi.Input<string>>;
    roleIds?: pulumi.Input<string>[] | undefined;
  }[],
  others: RequiredResourceAccess = {},
): types.input.ApplicationRequiredResourceAccess[] {
  return [
    ...uses.map(({ clientId, scopes, roleIds = [] }) => ({
      resourceAppId: clientId,
      resourceAccesses: [
        ...Object.values(scopes).map((id) => ({ id, type: "Scope" })),
        ...roleIds.map((id) => ({ id, type: "Role" })),
      ],
    })),
    ...Object.entries(others).map(([resourceAppId, { scopes, roles }]) => ({
      resourceAppId,
      resourceAccesses: [
        ...scopes.map((id) => ({ id, type: "Scope" })),
        ...roles.map((id) => ({ id, type: "Role" })),
      ],
    })),
  ];
}
