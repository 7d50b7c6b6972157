/**
 * A Pulumi program with every resource type and function of the stand-in azuread plugin, and what the project uses of the random
 * one. Text, since the real engine runs it in a folder of its own.
 */
export const PROGRAM = `
  import * as azuread from "@pulumi/azuread";
  import * as pulumi from "@pulumi/pulumi";
  import * as random from "@pulumi/random";

  const config = new pulumi.Config();
  const permissions = config.requireObject("permissions");
  const rotation = config.require("rotation");

  const deployer = azuread.getClientConfigOutput();
  const ada = azuread.getUserOutput({ userPrincipalName: "ada@taylordean.example" });
  const librarians = azuread.getGroupOutput({ displayName: "Librarians", securityEnabled: true });

  const scopes = permissions.map((name) => ({
    id: new random.RandomUuid(name).result,
    value: "urn:taylordean:books:" + name,
    adminConsentDisplayName: name,
    adminConsentDescription: "May use " + name,
    userConsentDisplayName: name,
    userConsentDescription: "Use " + name,
    type: "User",
    enabled: true,
  }));
  const api = new azuread.Application("books", {
    displayName: "books (test)",
    preventDuplicateNames: true,
    owners: [deployer.objectId],
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: scopes },
    appRoles: [{
      id: new random.RandomUuid("role").result,
      allowedMemberTypes: ["User"], displayName: "Librarian", description: "Keeps the books", value: "librarian",
    }],
  }, { ignoreChanges: ["identifierUris"] });
  new azuread.ApplicationIdentifierUri("uri", {
    applicationId: api.id, identifierUri: pulumi.interpolate\`api://\${api.clientId}\`,
  }, { deletedWith: api });
  const apiPrincipal = new azuread.ServicePrincipal("books", {
    clientId: api.clientId, appRoleAssignmentRequired: true, owners: [deployer.objectId],
  });

  const client = new azuread.Application("storefront", {
    displayName: "storefront (test)",
    web: { redirectUris: ["https://localhost:9000/"] },
    requiredResourceAccesses: [{
      resourceAppId: api.clientId,
      resourceAccesses: scopes.map(({ id }) => ({ id, type: "Scope" })),
    }],
  }, { ignoreChanges: ["owners"] });
  const clientPrincipal = new azuread.ServicePrincipal("storefront", { clientId: client.clientId });
  new azuread.ApplicationOwner("grace", {
    applicationId: client.id,
    ownerObjectId: azuread.getUserOutput({ userPrincipalName: "grace@taylordean.example" }).objectId,
  }, { dependsOn: clientPrincipal });
  const secret = new azuread.ApplicationPassword("secret", {
    applicationId: client.id, displayName: "rotation " + rotation, endDateRelative: "4320h",
  });
  new azuread.ApplicationFederatedIdentityCredential("pipeline", {
    applicationId: client.id, displayName: "pipeline", audiences: ["api://AzureADTokenExchange"],
    issuer: "https://token.actions.githubusercontent.com", subject: "repo:taylordean/books:ref:refs/heads/main",
  });
  new azuread.ApplicationPreAuthorized("storefront", {
    applicationId: api.id, authorizedClientId: client.clientId, permissionIds: scopes.map(({ id }) => id),
  });
  new azuread.ServicePrincipalDelegatedPermissionGrant("consent", {
    servicePrincipalObjectId: clientPrincipal.objectId,
    resourceServicePrincipalObjectId: apiPrincipal.objectId,
    claimValues: scopes.map(({ value }) => value),
  });

  const user = new azuread.User("alan", {
    userPrincipalName: "alan@taylordean.example", displayName: "Alan Turing",
    password: new random.RandomPassword("alan", { length: 20, minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1 }).result,
  });
  const group = new azuread.Group("readers", { displayName: "Readers", securityEnabled: true });
  new azuread.GroupMember("alan", { groupObjectId: group.objectId, memberObjectId: user.objectId });
  const principals = { ada: ada.objectId, librarians: librarians.objectId, readers: group.objectId };
  for (const [name, principalObjectId] of Object.entries(principals)) {
    new azuread.AppRoleAssignment(name, {
      appRoleId: api.appRoleIds.apply((ids) => ids.librarian), principalObjectId, resourceObjectId: apiPrincipal.objectId,
    });
  }

  export const clientId = client.clientId;
  export const clientSecret = secret.value;
  export const scopeIds = api.oauth2PermissionScopeIds;
`;
