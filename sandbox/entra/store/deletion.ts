import type { Clock } from "../clock.ts";
import type { Directory } from "./directory.ts";
import type { DeletedItem, DirectoryObject } from "./types.ts";

/**
 * What goes with an object when it is deleted. Applications, service principals and users go to the recycle bin for 30 days;
 * assignments, consents, memberships and ownerships that name them are gone at once. Deleting an application deletes the
 * service principal of its home tenant (https://learn.microsoft.com/graph/api/application-delete).
 */
export function deleteApplication(directory: Directory, clock: Clock, id: string): void {
  const application = directory.applications.get(id);
  if (!application) return;
  const servicePrincipal = directory.servicePrincipalByAppId(application.appId);
  if (servicePrincipal) deleteServicePrincipal(directory, clock, servicePrincipal.id);
  directory.applications.delete(id);
  directory.federatedCredentials.delete(id);
  recycle(directory, clock, "application", application);
}

export function deleteServicePrincipal(directory: Directory, clock: Clock, id: string): void {
  const servicePrincipal = directory.servicePrincipals.get(id);
  if (!servicePrincipal) return;
  directory.servicePrincipals.delete(id);
  removeWhere(directory.appRoleAssignments, (a) => a.resourceId === id || a.principalId === id);
  removeWhere(directory.grants, (grant) => grant.clientId === id || grant.resourceId === id);
  recycle(directory, clock, "servicePrincipal", servicePrincipal);
}

export function deleteUser(directory: Directory, clock: Clock, id: string): void {
  const user = directory.users.get(id);
  if (!user) return;
  directory.users.delete(id);
  removeWhere(directory.appRoleAssignments, (assignment) => assignment.principalId === id);
  removeWhere(directory.grants, (grant) => grant.principalId === id);
  recycle(directory, clock, "user", user);
}

/** Security groups are deleted for good; Microsoft 365 groups go to the recycle bin. */
export function deleteGroup(directory: Directory, clock: Clock, id: string): void {
  const group = directory.groups.get(id);
  if (!group) return;
  directory.groups.delete(id);
  removeWhere(directory.appRoleAssignments, (assignment) => assignment.principalId === id);
  recycle(directory, clock, "group", group);
  directory.members.delete(id);
  if (!group.groupTypes?.includes("Unified")) directory.recycleBin.delete(id);
}

/** Puts an object back, with its owners and group memberships that still exist. Assignments and consents don't return. */
export function restore(directory: Directory, item: DeletedItem): void {
  const { object, kind } = item;
  directory.recycleBin.delete(object.id);
  const home = {
    application: directory.applications,
    servicePrincipal: directory.servicePrincipals,
    user: directory.users,
    group: directory.groups,
  }[kind] as Map<string, DirectoryObject>;
  home.set(object.id, object);
  for (const owner of item.owners) if (directory.objectById(owner)) directory.ownersOf(object.id).add(owner);
  for (const group of item.memberOf)
    if (directory.groups.has(group)) directory.membersOf(group).add(object.id);
}

/** Forgets an object in the recycle bin together with its secrets. */
export function purge(directory: Directory, item: DeletedItem): void {
  directory.recycleBin.delete(item.object.id);
  directory.secrets.delete(item.object.id);
  const { passwordCredentials = [] } = item.object as { passwordCredentials?: { keyId: string }[] };
  for (const { keyId } of passwordCredentials) directory.secrets.delete(keyId);
}

function recycle(
  directory: Directory,
  clock: Clock,
  kind: DeletedItem["kind"],
  object: DirectoryObject,
): void {
  directory.recycleBin.set(object.id, {
    kind,
    object,
    owners: [...directory.ownersOf(object.id)],
    memberOf: directory.groupsOf(object.id).map((group) => group.id),
    deletedDateTime: clock.iso(),
  });
  directory.owners.delete(object.id);
  for (const set of directory.owners.values()) set.delete(object.id);
  for (const set of directory.members.values()) set.delete(object.id);
}

function removeWhere<T>(map: Map<string, T>, test: (value: T) => boolean): void {
  for (const [id, value] of map) if (test(value)) map.delete(id);
}
