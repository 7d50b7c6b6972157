import { SecretStore } from "./secrets.ts";
import type {
  Application,
  AppRoleAssignment,
  DeletedItem,
  DirectoryObject,
  FederatedCredential,
  Group,
  PermissionGrant,
  PrincipalType,
  ServicePrincipal,
  User,
} from "./types.ts";

/** Everything that the tenant remembers. No rules here: those are in `rules/`, the consequences of deletion in `deletion.ts`. */
export class Directory {
  readonly applications = new Map<string, Application>();
  readonly servicePrincipals = new Map<string, ServicePrincipal>();
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  readonly appRoleAssignments = new Map<string, AppRoleAssignment>();
  readonly grants = new Map<string, PermissionGrant>();
  /** By application object id. */
  readonly federatedCredentials = new Map<string, FederatedCredential[]>();
  /** Owners of applications, service principals and groups, by object id, in the order in which they were added. */
  readonly owners = new Map<string, Set<string>>();
  /** Direct members of groups, by group id. */
  readonly members = new Map<string, Set<string>>();
  readonly recycleBin = new Map<string, DeletedItem>();
  /** When client secrets were made, by key id, in milliseconds: their `startDateTime` may be any. */
  readonly madeAt = new Map<string, number>();
  /** Client secrets by key id, passwords by user id. */
  readonly secrets = new SecretStore();

  clear(): void {
    for (const [, part] of Object.entries(this)) (part as { clear(): void }).clear();
  }

  applicationByAppId(appId: string): Application | undefined {
    return find(this.applications, (app) => same(app.appId, appId));
  }

  servicePrincipalByAppId(appId: string): ServicePrincipal | undefined {
    return find(this.servicePrincipals, (sp) => same(sp.appId, appId));
  }

  userByPrincipalName(name: string): User | undefined {
    return find(this.users, (user) => same(user.userPrincipalName, name));
  }

  /** Guests sign in with the address that they were invited by. */
  guestByMail(mail: string): User | undefined {
    return find(this.users, (user) => user.userType === "Guest" && same(String(user.mail), mail));
  }

  ownersOf(id: string): Set<string> {
    return entry(this.owners, id);
  }

  membersOf(groupId: string): Set<string> {
    return entry(this.members, groupId);
  }

  groupsOf(memberId: string): Group[] {
    return [...this.groups.values()].filter((group) => this.membersOf(group.id).has(memberId));
  }

  /** Any live directory object, with the name of its type. */
  objectById(id: string): { object: DirectoryObject; type: PrincipalType | "Application" } | undefined {
    const places = [
      [this.users, "User"],
      [this.groups, "Group"],
      [this.servicePrincipals, "ServicePrincipal"],
      [this.applications, "Application"],
    ] as const;
    for (const [map, type] of places) {
      const object = map.get(id);
      if (object) return { object, type };
    }
    return undefined;
  }

  /** App role assignments that a principal holds, groups of a user included (direct members only, as in Entra). */
  assignmentsOf(principalId: string, resourceId: string): AppRoleAssignment[] {
    const principals = new Set([principalId, ...this.groupsOf(principalId).map((group) => group.id)]);
    return [...this.appRoleAssignments.values()].filter(
      (assignment) => assignment.resourceId === resourceId && principals.has(assignment.principalId),
    );
  }

  /** Consents that count for this user: the user's own and those given for everybody. */
  grantsFor(clientId: string, resourceId: string, userId: string): PermissionGrant[] {
    return [...this.grants.values()].filter(
      (grant) =>
        grant.clientId === clientId &&
        grant.resourceId === resourceId &&
        (grant.consentType === "AllPrincipals" || grant.principalId === userId),
    );
  }
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function find<T>(map: Map<string, T>, test: (value: T) => boolean): T | undefined {
  for (const value of map.values()) if (test(value)) return value;
  return undefined;
}

function entry(map: Map<string, Set<string>>, id: string): Set<string> {
  const set = map.get(id) ?? new Set<string>();
  map.set(id, set);
  return set;
}
