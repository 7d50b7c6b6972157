import type { types } from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";

/** A scope of a web API. */
export interface WebApiScope {
  /** Fully qualified name of the permission in Choreo: the two must be the same to the letter, or the gateway answers 403 900910. */
  value: string;
  displayName: string;
  description: string;
  /** Default: as for administrators. Empty: none, and Entra shows those of administrators. */
  userDisplayName?: string | undefined;
  userDescription?: string | undefined;
  /** Users and administrators, or administrators only. */
  consent: "users" | "admins";
  /** Default: true. */
  enabled?: boolean | undefined;
}

/** A scope that is no permission in Choreo; its value is its key. */
export interface OtherScope extends Omit<WebApiScope, "value"> {
  /** Values that it had earlier. Its id, and so its consents, stay. */
  formerly?: string[] | undefined;
}

/** An app role; its value is its key. */
export interface AppRole {
  displayName: pulumi.Input<string>;
  description: pulumi.Input<string>;
  /** Whom Entra lets have it. Default: users and groups. */
  allowedMemberTypes?: ("User" | "Application")[] | undefined;
  /** Default: true. */
  enabled?: boolean | undefined;
  /** Values that it had earlier. Its id, and so its assignments, stay. */
  formerly?: string[] | undefined;
}

/**
 * The scopes as the application declares them. Disabled ones stay declared: Entra keeps their ids and consents. Each field is an
 * output of its own, so that a preview shows a new scope's name and consent although its id is not known yet, and policies can
 * look at them.
 */
export function oauth2PermissionScopes(
  scopes: Record<string, pulumi.Input<WebApiScope>>,
  ids: Record<string, pulumi.Output<string>>,
): types.input.ApplicationApiOauth2PermissionScope[] {
  return Object.entries(scopes).map(([name, scope]) => {
    const declared = pulumi.output(scope).apply(permissionScope);
    return {
      id: ids[name] as pulumi.Output<string>,
      value: declared.value,
      type: declared.type,
      enabled: declared.enabled,
      adminConsentDisplayName: declared.adminConsentDisplayName,
      adminConsentDescription: declared.adminConsentDescription,
      userConsentDisplayName: declared.userConsentDisplayName,
      userConsentDescription: declared.userConsentDescription,
    };
  });
}

function permissionScope(scope: WebApiScope) {
  return {
    value: scope.value,
    type: scope.consent === "users" ? "User" : "Admin",
    enabled: scope.enabled ?? true,
    adminConsentDisplayName: scope.displayName,
    adminConsentDescription: scope.description,
    userConsentDisplayName: (scope.userDisplayName ?? scope.displayName) || undefined,
    userConsentDescription: (scope.userDescription ?? scope.description) || undefined,
  };
}

export function appRoles(
  roles: Record<string, AppRole>,
  ids: Record<string, pulumi.Output<string>>,
): types.input.ApplicationAppRole[] {
  return Object.entries(roles).map(([value, { displayName, description, ...role }]) => ({
    id: ids[value] as pulumi.Output<string>,
    value,
    displayName,
    description,
    allowedMemberTypes: role.allowedMemberTypes ?? ["User"],
    enabled: role.enabled ?? true,
  }));
}
