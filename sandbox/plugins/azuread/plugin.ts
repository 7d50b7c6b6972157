import { boolean, optional, type Properties, string } from "../properties/types.ts";
import type { Plugin } from "../protocol/plugin.ts";
import { applicationFederatedIdentityCredential } from "./application/federated-credential.ts";
import { applicationIdentifierUri } from "./application/identifier-uri.ts";
import { applicationOwner } from "./application/owner.ts";
import { applicationPassword } from "./application/password.ts";
import { applicationPreAuthorized } from "./application/pre-authorized.ts";
import { application } from "./application/resource.ts";
import { type Azure, azureContext } from "./context.ts";
import { getApplication } from "./functions/application.ts";
import { getClientConfig } from "./functions/client-config.ts";
import { getDomains } from "./functions/domains.ts";
import { getGroup } from "./functions/group.ts";
import { getGroups } from "./functions/groups.ts";
import { getServicePrincipal } from "./functions/service-principal.ts";
import { getUser } from "./functions/user.ts";
import { getUsers } from "./functions/users.ts";
import { groupMember } from "./group/member.ts";
import { group } from "./group/resource.ts";
import { appRoleAssignment } from "./service-principal/app-role-assignment.ts";
import { servicePrincipalDelegatedPermissionGrant } from "./service-principal/permission-grant.ts";
import { servicePrincipal } from "./service-principal/resource.ts";
import { user } from "./user/resource.ts";

const secret = optional(string, { secret: true });

const config: Properties = {
  adoPipelineServiceConnectionId: optional(string),
  clientCertificate: optional(string),
  clientCertificatePassword: secret,
  clientCertificatePath: optional(string),
  clientId: secret,
  clientIdFilePath: optional(string),
  clientSecret: secret,
  clientSecretFilePath: optional(string),
  disableTerraformPartnerId: optional(boolean),
  environment: optional(string),
  metadataHost: optional(string),
  msiEndpoint: optional(string),
  oidcRequestToken: optional(string),
  oidcRequestUrl: optional(string),
  oidcToken: optional(string),
  oidcTokenFilePath: optional(string),
  partnerId: optional(string),
  tenantId: optional(string),
  useAksWorkloadIdentity: optional(boolean),
  useCli: optional(boolean),
  useMsi: optional(boolean),
  useOidc: optional(boolean),
};

/** Stand-in for the published azuread plugin, for what this program uses of it, against the sandbox's Graph. */
export const azuread: Plugin<Azure> = {
  name: "azuread",
  version: "6.9.1",
  config,
  recordsDefaults: true,
  publishedBinaryVariable: "SANDBOX_AZUREAD_PLUGIN",
  configure: azureContext,
  resources: {
    "azuread:index/appRoleAssignment:AppRoleAssignment": appRoleAssignment,
    "azuread:index/application:Application": application,
    "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential":
      applicationFederatedIdentityCredential,
    "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri": applicationIdentifierUri,
    "azuread:index/applicationOwner:ApplicationOwner": applicationOwner,
    "azuread:index/applicationPassword:ApplicationPassword": applicationPassword,
    "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized": applicationPreAuthorized,
    "azuread:index/group:Group": group,
    "azuread:index/groupMember:GroupMember": groupMember,
    "azuread:index/servicePrincipal:ServicePrincipal": servicePrincipal,
    "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant":
      servicePrincipalDelegatedPermissionGrant,
    "azuread:index/user:User": user,
  },
  functions: {
    "azuread:index/getApplication:getApplication": getApplication,
    "azuread:index/getClientConfig:getClientConfig": getClientConfig,
    "azuread:index/getDomains:getDomains": getDomains,
    "azuread:index/getGroup:getGroup": getGroup,
    "azuread:index/getGroups:getGroups": getGroups,
    "azuread:index/getServicePrincipal:getServicePrincipal": getServicePrincipal,
    "azuread:index/getUser:getUser": getUser,
    "azuread:index/getUsers:getUsers": getUsers,
  },
};
