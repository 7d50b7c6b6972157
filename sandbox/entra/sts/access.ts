import type { EntraContext } from "../context.ts";
import type { ServicePrincipal, User } from "../store/types.ts";
import { servicePrincipalView } from "../store/view.ts";
import { userNotAssigned } from "./aadsts-access.ts";
import { clientDisabled, clientWithoutPrincipal, unknownClient } from "./aadsts-request.ts";

/** The client's service principal, as every request to authorize or token needs it. */
export function clientNamed(entra: EntraContext, appId: string): ServicePrincipal {
  const { directory, tenantId } = entra;
  const own = directory.servicePrincipalByAppId(appId);
  if (!own) {
    if (directory.applicationByAppId(appId)) throw clientWithoutPrincipal(appId, tenantId);
    throw unknownClient(appId, tenantId);
  }
  const client = servicePrincipalView(directory, own);
  if (!client.accountEnabled) throw clientDisabled(client.appId, client.displayName ?? "");
  return client;
}

/**
 * Assignment required (`appRoleAssignmentRequired`): the user must be assigned, in person or as a direct member of an assigned
 * group. Counts for the application that is signed in to and for each API that a token is asked for.
 */
export function checkAssigned({ directory }: EntraContext, user: User, principals: ServicePrincipal[]): void {
  for (const principal of principals)
    if (principal.appRoleAssignmentRequired && directory.assignmentsOf(user.id, principal.id).length === 0)
      throw userNotAssigned(user.userPrincipalName, principal.appId, principal.displayName ?? "");
}

/** Values of the enabled app roles that a user or service principal holds on an API. */
export function rolesOf(
  { directory }: EntraContext,
  principalId: string,
  resource: ServicePrincipal,
): string[] {
  const held = new Set(directory.assignmentsOf(principalId, resource.id).map(({ appRoleId }) => appRoleId));
  return resource.appRoles
    .filter((role) => role.isEnabled && role.value && held.has(role.id))
    .map((role) => String(role.value));
}
