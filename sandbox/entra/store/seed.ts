import { entra as seed } from "../../seed.ts";
import type { Directory } from "./directory.ts";
import { type GraphRole, graphRoles, microsoftGraph } from "./first-party.ts";
import { blankApplication, blankServicePrincipal } from "./templates.ts";

/** Fixed, so that the state of today equals the state of tomorrow. */
const SEEDED_AT = "2026-01-01T00:00:00Z";
const DEPLOYER_OBJECT_ID = "c1c2a3b4-5d6e-4f70-8192-a3b4c5d6e701";
const DEPLOYER_KEY_ID = "c1c2a3b4-5d6e-4f70-8192-a3b4c5d6e702";

/** Microsoft Graph application permissions that the deployer starts with. A test takes some away to try least privilege. */
const deployerRoles: GraphRole[] = [
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "Directory.Read.All",
  "Domain.Read.All",
  "Group.ReadWrite.All",
  "Organization.Read.All",
  "User.ReadWrite.All",
];

/** Fills an empty directory: first-party service principals, deployer, users, groups. */
export function fillFromSeed(directory: Directory): void {
  directory.clear();
  const graph = microsoftGraph();
  directory.servicePrincipals.set(graph.id, graph);

  const { deployer } = seed;
  const application = blankApplication(DEPLOYER_OBJECT_ID, deployer.clientId, "Deployer", SEEDED_AT);
  application.publisherDomain = seed.domain;
  application.passwordCredentials.push({
    keyId: DEPLOYER_KEY_ID,
    displayName: "sandbox",
    startDateTime: SEEDED_AT,
    endDateTime: "2099-01-01T00:00:00Z",
    hint: deployer.clientSecret.slice(0, 3),
  });
  directory.applications.set(application.id, application);
  directory.secrets.set(DEPLOYER_KEY_ID, deployer.clientSecret);
  directory.servicePrincipals.set(
    deployer.servicePrincipalId,
    blankServicePrincipal(deployer.servicePrincipalId, application, seed.tenantId),
  );
  assignGraphRoles(directory, deployer.servicePrincipalId, deployerRoles);

  for (const user of Object.values(seed.users)) {
    directory.users.set(user.id, {
      ...user,
      accountEnabled: true,
      mailNickname: user.userPrincipalName.split("@")[0],
      showInAddressList: true,
      userType: "Member",
    });
    directory.secrets.set(user.id, seed.password);
  }
  for (const { members, ...group } of Object.values(seed.groups)) {
    directory.groups.set(group.id, {
      ...group,
      description: null,
      groupTypes: [],
      mailEnabled: false,
      mailNickname: group.displayName.toLowerCase(),
      membershipRule: null,
      securityEnabled: true,
    });
    for (const member of members) directory.membersOf(group.id).add(member);
  }
}

/** Replaces the Microsoft Graph application permissions of a service principal; tokens show it from the next one on. */
export function assignGraphRoles(
  directory: Directory,
  principalId: string,
  roles: readonly GraphRole[],
): void {
  const graph = microsoftGraph();
  for (const [id, assignment] of directory.appRoleAssignments)
    if (assignment.principalId === principalId && assignment.resourceId === graph.id)
      directory.appRoleAssignments.delete(id);
  for (const role of roles) {
    const id = Buffer.from(`${principalId}/${role}`).toString("base64url");
    directory.appRoleAssignments.set(id, {
      id,
      appRoleId: graphRoles[role],
      createdDateTime: SEEDED_AT,
      principalId,
      principalType: "ServicePrincipal",
      principalDisplayName: directory.servicePrincipals.get(principalId)?.displayName ?? null,
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
}
