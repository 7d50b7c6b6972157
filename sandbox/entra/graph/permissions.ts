import type { Caller } from "../caller.ts";
import type { EntraContext, Switches } from "../context.ts";
import type { GraphRole } from "../store/first-party.ts";
import { denied } from "./errors.ts";

type Permission = GraphRole | "User.Read";

interface Rule {
  method: RegExp;
  path: RegExp;
  /** Any one of them opens it. */
  anyOf: Permission[];
}

const READ_DIRECTORY: Permission[] = ["Directory.Read.All", "Directory.ReadWrite.All"];
const READ_APPS: Permission[] = [
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  ...READ_DIRECTORY,
];
const WRITE_APPS: Permission[] = [
  "Application.ReadWrite.All",
  "Application.ReadWrite.OwnedBy",
  "Directory.ReadWrite.All",
];
// User.ReadBasic.All lists users, too; that it shows a few properties only is not played.
const READ_USERS: Permission[] = [
  "User.ReadBasic.All",
  "User.Read.All",
  "User.ReadWrite.All",
  ...READ_DIRECTORY,
];
const READ_GROUPS: Permission[] = ["Group.Read.All", "Group.ReadWrite.All", ...READ_DIRECTORY];
const GET = /^GET$/;
const WRITE = /^(POST|PATCH|PUT|DELETE)$/;

/**
 * Application permissions by request, from the "Permissions" table of each operation in Microsoft Graph's reference; the
 * first rule that matches decides.
 */
const rules: Rule[] = [
  { method: GET, path: /^\/servicePrincipals\/[^/]+\/appRoleAssign/, anyOf: READ_APPS },
  {
    method: WRITE,
    path: /\/(appRoleAssignedTo|appRoleAssignments)(\/|$)/,
    anyOf: ["AppRoleAssignment.ReadWrite.All"],
  },
  { method: GET, path: /^\/(applications|servicePrincipals)/, anyOf: READ_APPS },
  { method: WRITE, path: /^\/(applications|servicePrincipals)/, anyOf: WRITE_APPS },
  {
    method: GET,
    path: /^\/oauth2PermissionGrants/,
    anyOf: ["DelegatedPermissionGrant.ReadWrite.All", ...READ_DIRECTORY],
  },
  {
    method: WRITE,
    path: /^\/oauth2PermissionGrants/,
    anyOf: ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"],
  },
  { method: GET, path: /^\/users/, anyOf: READ_USERS },
  { method: WRITE, path: /^\/users/, anyOf: ["User.ReadWrite.All", "Directory.ReadWrite.All"] },
  { method: GET, path: /^\/groups/, anyOf: READ_GROUPS },
  { method: WRITE, path: /^\/groups/, anyOf: ["Group.ReadWrite.All", "Directory.ReadWrite.All"] },
  { method: GET, path: /^\/domains/, anyOf: ["Domain.Read.All", ...READ_DIRECTORY] },
  { method: GET, path: /^\/organization/, anyOf: ["Organization.Read.All", "User.Read", ...READ_DIRECTORY] },
  {
    method: GET,
    path: /^\/directoryObjects/,
    anyOf: [...READ_DIRECTORY, ...READ_USERS, ...READ_GROUPS, ...READ_APPS],
  },
  { method: GET, path: /^\/directory\/deletedItems/, anyOf: [...READ_APPS, ...READ_USERS] },
  {
    method: WRITE,
    path: /^\/directory\/deletedItems/,
    anyOf: ["Application.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
  },
];

/** Refuses, with Graph's 403, what the token's permissions don't open. `path` is without the version. */
export function checkPermission(caller: Caller, switches: Switches, method: string, path: string): void {
  const rule = rules.find((candidate) => candidate.method.test(method) && candidate.path.test(path));
  const isList = method === "GET" && /^\/(applications|servicePrincipals)$/.test(path);
  const tooLittle: Permission[] = [
    ...(isList && !switches.ownedByMayList ? (["Application.ReadWrite.OwnedBy"] as const) : []),
    ...(WRITE.test(method) && switches.grantsNeed === "Directory.ReadWrite.All"
      ? (["DelegatedPermissionGrant.ReadWrite.All"] as const)
      : []),
  ];
  const opens = (permission: Permission) =>
    caller.permissions.has(permission) && !tooLittle.includes(permission);
  if (rule && !rule.anyOf.some(opens)) throw denied();
}

/** Whether the caller may write applications and service principals only where it is an owner. */
export const actsAsOwner = ({ permissions }: Caller) =>
  permissions.has("Application.ReadWrite.OwnedBy") &&
  !permissions.has("Application.ReadWrite.All") &&
  !permissions.has("Directory.ReadWrite.All");

/** `Application.ReadWrite.OwnedBy`: an application or service principal of somebody else can't be changed. */
export function checkOwnership(entra: EntraContext, caller: Caller, objectId: string): void {
  if (actsAsOwner(caller) && !entra.directory.ownersOf(objectId).has(caller.objectId)) throw denied();
}
