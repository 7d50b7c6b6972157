import type { ServicePrincipal } from "./types.ts";

/** Microsoft Graph's application id, the same in every tenant. */
export const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";
/** Tenant that owns Microsoft's own applications. */
const MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
/** Object id of Graph's service principal in the sandbox tenant (differs by tenant in reality). */
export const GRAPH_SERVICE_PRINCIPAL_ID = "f1000000-0000-4000-8000-000000000001";

/**
 * Application permissions of Microsoft Graph that the emulator knows, with their real ids
 * (https://learn.microsoft.com/graph/permissions-reference).
 */
export const graphRoles = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "DelegatedPermissionGrant.ReadWrite.All": "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
  "Group.Read.All": "5b567255-7703-4780-807c-7be8301ae99b",
  "Group.ReadWrite.All": "62a82d76-70ea-41e2-9197-370581804d09",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "User.ReadBasic.All": "97235f07-e226-4f63-ace3-39588e11d3a1",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
} as const;

export type GraphRole = keyof typeof graphRoles;

const delegated = {
  openid: ["37f7f235-527c-4136-accd-4a02d197296e", "Sign you in"],
  profile: ["14dad69e-099b-42c9-810b-d002981feec1", "View your basic profile"],
  email: ["64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "View your email address"],
  offline_access: [
    "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
    "Maintain access to data you have given it access to",
  ],
  "User.Read": ["e1fe6dd8-ba31-4d61-89e7-88639da4683d", "Sign you in and read your profile"],
} as const;

/** The service principal of Microsoft Graph: there from the start, can't be deleted. */
export function microsoftGraph(): ServicePrincipal {
  return {
    id: GRAPH_SERVICE_PRINCIPAL_ID,
    appId: GRAPH_APP_ID,
    displayName: "Microsoft Graph",
    appDisplayName: "Microsoft Graph",
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    appOwnerOrganizationId: MICROSOFT_TENANT,
    servicePrincipalType: "Application",
    signInAudience: "AzureADMultipleOrgs",
    servicePrincipalNames: [GRAPH_APP_ID, "https://graph.microsoft.com"],
    replyUrls: [],
    tags: [],
    appRoles: Object.entries(graphRoles).map(([value, id]) => ({
      id,
      value,
      displayName: value,
      description: value,
      isEnabled: true,
      allowedMemberTypes: ["Application"],
    })),
    oauth2PermissionScopes: Object.entries(delegated).map(([value, [id, userConsentDisplayName]]) => ({
      id,
      value,
      type: "User",
      isEnabled: true,
      adminConsentDisplayName: userConsentDisplayName,
      adminConsentDescription: userConsentDisplayName,
      userConsentDisplayName,
      userConsentDescription: userConsentDisplayName,
    })),
  };
}

export const isFirstParty = (servicePrincipal: ServicePrincipal) =>
  servicePrincipal.appOwnerOrganizationId === MICROSOFT_TENANT;
