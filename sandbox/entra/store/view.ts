import type { Directory } from "./directory.ts";
import type { Application, ServicePrincipal } from "./types.ts";

/** A service principal with what it mirrors from its application (names, roles, scopes, reply URLs) as it is now. */
export function servicePrincipalView(directory: Directory, own: ServicePrincipal): ServicePrincipal {
  const application = directory.applicationByAppId(own.appId);
  if (!application) return own;
  return {
    ...own,
    displayName: application.displayName,
    appDisplayName: application.displayName,
    appRoles: application.appRoles.map((role) => ({ origin: "Application", ...role })),
    homepage: application.web.homePageUrl ?? null,
    logoutUrl: application.web.logoutUrl ?? null,
    oauth2PermissionScopes: application.api.oauth2PermissionScopes,
    replyUrls: redirectUrisOf(application),
    servicePrincipalNames: [application.appId, ...application.identifierUris],
    signInAudience: application.signInAudience,
  };
}

export const redirectUrisOf = (application: Application): string[] => [
  ...application.web.redirectUris,
  ...application.spa.redirectUris,
  ...application.publicClient.redirectUris,
];

/**
 * The directory as plain JSON for `GET /_sandbox/state`, in a stable order. The recycle bin isn't part of it: whatever is
 * deleted stays there for 30 days, so with it no run could end where it began; it has a handle of its own.
 */
export function directoryState(directory: Directory): Record<string, unknown> {
  const sorted = <T extends { id: string }>(map: Map<string, T>) =>
    [...map.values()].sort((a, b) => a.id.localeCompare(b.id));
  const links = (map: Map<string, Set<string>>) =>
    Object.fromEntries(
      [...map]
        .filter(([, set]) => set.size > 0)
        .map(([id, set]) => [id, [...set].sort()] as const)
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  return structuredClone({
    applications: sorted(directory.applications),
    servicePrincipals: sorted(directory.servicePrincipals).map((sp) => servicePrincipalView(directory, sp)),
    users: sorted(directory.users),
    groups: sorted(directory.groups),
    members: links(directory.members),
    owners: links(directory.owners),
    appRoleAssignments: sorted(directory.appRoleAssignments),
    oauth2PermissionGrants: sorted(directory.grants),
    federatedIdentityCredentials: Object.fromEntries(
      [...directory.federatedCredentials].filter(([, list]) => list.length > 0).sort(),
    ),
  });
}
