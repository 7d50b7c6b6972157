import { randomUUID } from "node:crypto";
import type { Rest } from "../kit/rest.ts";
import * as seed from "../seed.ts";

/** Entra's id of the access without a role (learn.microsoft.com, appRoleAssignment). */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";
const DAY_MS = 24 * 60 * 60 * 1000;

/** An app registration with its enterprise application, as the Azure portal makes the two at once. */
export interface Registration {
  objectId: string;
  appId: string;
  servicePrincipalId: string;
}

export interface WebApi extends Registration {
  /** By value: id. */
  scopes: Record<string, string>;
  /** By value: id. */
  roles: Record<string, string>;
}

export interface WebApiWishes {
  name: string;
  /** By value, as somebody typed it: who may consent. */
  scopes: Record<string, "users" | "admins">;
  /** App roles by value. */
  roles?: readonly string[];
  /** Default true; the portal's own default is false. */
  assignmentRequired?: boolean;
  /** Object ids; with the role's value where there are roles. */
  assigned?: readonly { id: string; role?: string }[];
  /** Object ids. */
  owners?: readonly string[];
  tokenVersion?: 1 | 2;
}

/** The Azure portal: app registrations, "Expose an API", "App roles", "Users and groups". */
export async function makeWebApi(graph: Rest, wishes: WebApiWishes): Promise<WebApi> {
  const scopes = Object.fromEntries(Object.keys(wishes.scopes).map((value) => [value, randomUUID()]));
  const roles = Object.fromEntries((wishes.roles ?? []).map((value) => [value, randomUUID()]));
  const application = await graph.post("/applications", {
    displayName: wishes.name,
    signInAudience: "AzureADMyOrg",
    api: {
      requestedAccessTokenVersion: wishes.tokenVersion ?? 2,
      oauth2PermissionScopes: Object.entries(wishes.scopes).map(([value, consent]) => ({
        id: scopes[value],
        value,
        type: consent === "admins" ? "Admin" : "User",
        isEnabled: true,
        adminConsentDisplayName: value,
        adminConsentDescription: `Lets the app use ${value}`,
      })),
    },
    appRoles: Object.entries(roles).map(([value, id]) => ({
      id,
      value,
      displayName: value,
      description: value,
      allowedMemberTypes: ["User"],
      isEnabled: true,
    })),
  });
  await graph.patch(`/applications/${application.id}`, { identifierUris: [`api://${application.appId}`] });
  const principal = await graph.post("/servicePrincipals", {
    appId: application.appId,
    appRoleAssignmentRequired: wishes.assignmentRequired ?? true,
  });
  for (const { id, role } of wishes.assigned ?? [])
    await graph.post(`/servicePrincipals/${principal.id}/appRoleAssignedTo`, {
      principalId: id,
      resourceId: principal.id,
      appRoleId: role === undefined ? DEFAULT_ACCESS : roles[role],
    });
  await addOwners(graph, application.id, wishes.owners);
  return { ...registrationOf(application, principal), scopes, roles };
}

export interface ClientWishes {
  name: string;
  redirectUris?: readonly string[];
  /** What "API permissions" lists. */
  uses?: readonly {
    of: WebApi;
    scopes: readonly string[];
    adminConsent?: boolean;
    preAuthorized?: boolean;
  }[];
  /** For each secret: days until its end; negative for one that has ended. */
  secretDays?: readonly number[];
  /** Object ids. */
  owners?: readonly string[];
}

export interface Client extends Registration {
  /** In the order of the wishes. */
  secrets: { keyId: string; text: string }[];
  redirectUris: readonly string[];
}

/** The Azure portal: "Authentication", "API permissions", "Certificates & secrets". */
export async function makeClient(graph: Rest, wishes: ClientWishes): Promise<Client> {
  const { name, uses = [], secretDays = [180], redirectUris = [] } = wishes;
  const application = await graph.post("/applications", {
    displayName: name,
    signInAudience: "AzureADMyOrg",
    web: { redirectUris },
    requiredResourceAccess: uses.map(({ of, scopes }) => ({
      resourceAppId: of.appId,
      resourceAccess: scopes.map((value) => ({ id: of.scopes[value], type: "Scope" })),
    })),
  });
  const principal = await graph.post("/servicePrincipals", { appId: application.appId });
  const secrets: Client["secrets"] = [];
  for (const [index, days] of secretDays.entries()) {
    const { keyId, secretText } = await graph.post(`/applications/${application.id}/addPassword`, {
      passwordCredential: {
        displayName: `secret ${index + 1}`,
        startDateTime: inDays(Math.min(days, 0) - 90),
        endDateTime: inDays(days),
      },
    });
    secrets.push({ keyId, text: secretText });
  }
  for (const { of, scopes, adminConsent, preAuthorized } of uses) {
    if (adminConsent)
      await graph.post("/oauth2PermissionGrants", {
        clientId: principal.id,
        consentType: "AllPrincipals",
        resourceId: of.servicePrincipalId,
        scope: scopes.join(" "),
      });
    if (preAuthorized) await preAuthorize(graph, of, application.appId, scopes);
  }
  await addOwners(graph, application.id, wishes.owners);
  return { ...registrationOf(application, principal), secrets, redirectUris };
}

/** "Expose an API", "Add a client application". */
async function preAuthorize(graph: Rest, of: WebApi, appId: string, scopes: readonly string[]) {
  const { api } = await graph.get(`/applications/${of.objectId}`);
  await graph.patch(`/applications/${of.objectId}`, {
    api: {
      preAuthorizedApplications: [
        ...api.preAuthorizedApplications,
        { appId, delegatedPermissionIds: scopes.map((value) => of.scopes[value]) },
      ],
    },
  });
}

/** A person, who signs in with the sandbox's password. */
export async function makeUser(graph: Rest, name: string, displayName: string) {
  const userPrincipalName = `${name}@${seed.entra.domain}`;
  const { id } = await graph.post("/users", {
    displayName,
    userPrincipalName,
    mailNickname: name,
    accountEnabled: true,
    passwordProfile: { password: seed.entra.password },
  });
  return { id: id as string, userPrincipalName };
}

export async function makeGroup(graph: Rest, displayName: string, members: readonly string[]) {
  const { id } = await graph.post("/groups", {
    displayName,
    mailEnabled: false,
    mailNickname: "group",
    securityEnabled: true,
    "members@odata.bind": members.map(
      (member) => `https://graph.microsoft.com/v1.0/directoryObjects/${member}`,
    ),
  });
  return { id: id as string, displayName };
}

async function addOwners(graph: Rest, applicationId: string, owners: readonly string[] = []): Promise<void> {
  for (const owner of owners)
    await graph.post(`/applications/${applicationId}/owners/$ref`, {
      "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${owner}`,
    });
}

function registrationOf(application: { id: string; appId: string }, principal: { id: string }): Registration {
  return { objectId: application.id, appId: application.appId, servicePrincipalId: principal.id };
}

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}
