import { describe, expect, it } from "@jest/globals";
import { ada, makeApi, makeClient, refusedBy, scope, seed, useTenant, ZEROS } from "./support.ts";

const tenant = useTenant();
const { librarians } = seed.groups;
const refused = refusedBy(tenant);
const BAD = "Request_BadRequest";
const ID = "11111111-1111-4111-8111-111111111111";

describe("a new application is refused with", () => {
  it.each([
    ["a property that there is not", { colour: "red" }, "Invalid property 'colour'."],
    ["one in a part", { web: { redirectUri: "https://x/" } }, "Invalid property 'redirectUri'."],
    ["one in a list", { appRoles: [{ id: ID, valu: "x" }] }, "Invalid property 'valu'."],
    ["an id of its own", { id: ID }, "Property 'id' is read-only"],
    ["a client id of its own", { appId: ID }, "Property 'appId' is read-only"],
    ["a domain", { publisherDomain: "x.example" }, "Property 'publisherDomain' is read-only"],
    ["a text for a list", { tags: "oops" }, "A 'StartArray' node was expected"],
    ["a text for an object", { api: "oops" }, "A 'StartObject' node was expected"],
    ["a text for a flag", { isFallbackPublicClient: "yes" }, "expected type 'Edm.Boolean'"],
    ["a number for a text", { notes: 1 }, "expected type 'Edm.String'"],
    ["a text for a number", { api: { requestedAccessTokenVersion: "2" } }, "expected type 'Edm.Int32'"],
    ["nothing for a list", { identifierUris: null }, "does not allow null values"],
    ["nothing for its name", { displayName: "" }, "A value is required for property 'displayName'"],
    ["group claims of another kind", { groupMembershipClaims: "Bogus" }, "property 'groupMembershipClaims'"],
    ["an audience of another kind", { signInAudience: "Everybody" }, "property 'signInAudience'"],
    [
      "an access of another kind",
      { requiredResourceAccess: [{ resourceAppId: ID, resourceAccess: [{ id: ID, type: "Delegated" }] }] },
      "property 'type'",
    ],
    [
      "an access without a GUID",
      { requiredResourceAccess: [{ resourceAppId: ID, resourceAccess: [{ id: "x", type: "Scope" }] }] },
      "expected type 'Edm.Guid'",
    ],
    [
      "a scope that is enabled by a text",
      { api: { oauth2PermissionScopes: [scope("x", ID, { isEnabled: "yes" })] } },
      "expected type 'Edm.Boolean'",
    ],
    [
      "a role for another kind of member",
      { appRoles: [{ id: ID, displayName: "x", isEnabled: true, allowedMemberTypes: ["Robot"] }] },
      "property 'allowedMemberTypes'",
    ],
    [
      "a secret with a day that there is not",
      { passwordCredentials: [{ endDateTime: "2026-13-01" }] },
      "expected type 'Edm.DateTimeOffset'",
    ],
    ["the type of something else", { "@odata.type": "#microsoft.graph.group" }, "not compatible"],
    ["a link that it does not have", { "members@odata.bind": [] }, "Invalid property 'members'"],
  ])("%s", (_, more, text) =>
    refused("POST", "/applications", { displayName: "books", ...more }, 400, BAD, text),
  );

  it("nothing that the published plugin sends for what is not set", async () => {
    const unset = {
      "@odata.type": "#microsoft.graph.application",
      description: null,
      groupMembershipClaims: null,
      optionalClaims: {},
      serviceManagementReference: null,
      info: { marketingUrl: null },
      "owners@odata.bind": [`${tenant.entra.url}/v1.0/directoryObjects/${ada.id}`],
    };
    await tenant.done("POST", "/applications", { displayName: "books", ...unset });
    const claims = { displayName: "two", groupMembershipClaims: "SecurityGroup,ApplicationGroup" };
    await tenant.done("POST", "/applications", claims);
  });
});

describe("a change is refused", () => {
  it("of an application's own ids and secrets, not when they are repeated as they are", async () => {
    const { id, appId } = await makeClient(tenant);
    const path = `/applications/${id}`;
    await tenant.done("PATCH", path, { id, appId, notes: "x" });
    await refused("PATCH", path, { appId: ID }, 400, BAD, "Property 'appId' is read-only");
    const secret = { passwordCredentials: [{ displayName: "mine" }] };
    await refused(
      "PATCH",
      path,
      secret,
      400,
      BAD,
      "'passwordCredentials' of resource 'Application' cannot be",
    );
    await refused("PATCH", path, { isEnabled: "yes" }, 400, BAD, "Invalid property 'isEnabled'");
    await refused("PATCH", path, { "owners@odata.bind": [] }, 400, BAD, "'owners/$ref'");
  });

  it("of the application of a service principal", async () => {
    const { principalId } = await makeClient(tenant);
    const path = `/servicePrincipals/${principalId}`;
    await refused("PATCH", path, { appId: ID }, 400, BAD, "'appId' of resource 'ServicePrincipal' cannot be");
    await refused("PATCH", path, { accountEnabled: "yes" }, 400, BAD, "Edm.Boolean");
    await refused(
      "PATCH",
      path,
      { preferredSingleSignOnMode: "magic" },
      400,
      BAD,
      "preferredSingleSignOnMode",
    );
    await refused("POST", "/servicePrincipals", {}, 400, BAD, "A value is required for property 'appId'");
  });

  it("of a group that roles are assigned to, of its kind, and of what only beta knows", async () => {
    const group = {
      displayName: "Readers",
      mailEnabled: false,
      mailNickname: "readers",
      securityEnabled: true,
    };
    const { id } = await tenant.done("POST", "/groups", { ...group, isAssignableToRole: false });
    await refused("PATCH", `/groups/${id}`, { isAssignableToRole: true }, 400, BAD, "cannot be changed");
    await refused("PATCH", `/groups/${id}`, { visibility: "Secret" }, 400, BAD, "property 'visibility'");
    await refused("POST", "/groups", { ...group, mailNickname: undefined }, 400, BAD, "'mailNickname'");
    await refused("POST", "/groups", { ...group, groupTypes: ["Static"] }, 400, BAD, "'groupTypes'");
    const options = { resourceBehaviorOptions: [] };
    await refused("POST", "/groups", { ...group, ...options }, 400, BAD, "'resourceBehaviorOptions'");
    const beta = `${tenant.entra.url}/beta/groups`;
    await tenant.done("POST", beta, { ...group, ...options });
  });

  it("of a user's names to other types, and of what the directory tells", async () => {
    const path = `/users/${ada.id}`;
    await refused("PATCH", path, { displayName: 1 }, 400, BAD, "Edm.String");
    await refused("PATCH", path, { creationType: "Invitation" }, 400, BAD, "'creationType' is read-only");
    await refused("PATCH", path, { ageGroup: "Old" }, 400, BAD, "'ageGroup'");
    await refused("PATCH", path, { passwordPolicies: "None, Any" }, 400, BAD, "'passwordPolicies'");
    await tenant.done("PATCH", path, {
      passwordPolicies: "DisableStrongPassword, DisablePasswordExpiration",
    });
  });

  it("of a federated credential's name", async () => {
    const { id } = await makeClient(tenant);
    const path = `/applications/${id}/federatedIdentityCredentials`;
    const credential = { name: "ci", issuer: "https://ci.example", subject: "main", audiences: ["api://x"] };
    await refused("POST", path, { ...credential, audiences: undefined }, 400, BAD, "'audiences'");
    const made = await tenant.done("POST", path, credential);
    await refused("PATCH", `${path}/${made.id}`, { name: "cd" }, 400, BAD, "'name' of resource");
    await tenant.done("PATCH", `${path}/${made.id}`, { name: "ci", subject: "other" });
  });
});

describe("links are refused", () => {
  it("to what is no id, and with properties that they do not have", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const assignment = { resourceId, principalId: ada.id, appRoleId: ZEROS };
    await refused("POST", path, { ...assignment, principalId: "ada" }, 400, BAD, "Edm.Guid");
    await refused(
      "POST",
      path,
      { ...assignment, principalType: "User" },
      400,
      BAD,
      "'principalType' is read-only",
    );
    await refused("POST", path, { ...assignment, appRoleId: undefined }, 400, BAD, "'appRoleId'");
  });

  it("when a grant names scopes that the API does not have", async () => {
    const { principalId: resourceId } = await makeApi(tenant, { scopes: [scope("a", ID)] });
    const { principalId: clientId } = await makeClient(tenant);
    const grant = { clientId, resourceId, consentType: "AllPrincipals" };
    const path = "/oauth2PermissionGrants";
    await refused("POST", path, { ...grant, scope: "a ghost" }, 400, BAD, "'ghost' was not found");
    await refused("POST", path, { ...grant, consentType: "Everybody" }, 400, BAD, "'consentType'");
    const { id } = await tenant.done("POST", path, { ...grant, scope: "a" });
    await refused("PATCH", `${path}/${id}`, { scope: "a ghost" }, 400, BAD, "'ghost' was not found");
    await refused("PATCH", `${path}/${id}`, { resourceId: clientId }, 400, BAD, "cannot be changed");
  });

  it("not when a grant keeps a scope that the API has no more", async () => {
    const api = await makeApi(tenant, { scopes: [scope("a", ID, { isEnabled: false })] });
    const { principalId: clientId } = await makeClient(tenant);
    const grant = { clientId, resourceId: api.principalId, consentType: "AllPrincipals", scope: "a" };
    const { id } = await tenant.done("POST", "/oauth2PermissionGrants", grant);
    await tenant.done("PATCH", `/applications/${api.id}`, { api: { oauth2PermissionScopes: [] } });
    await tenant.done("PATCH", `/oauth2PermissionGrants/${id}`, { scope: "a" });
  });
});

describe("queries are refused", () => {
  it.each([
    [
      "$select of one",
      `/users/${ada.id}?$select=id,colour`,
      "Parsing OData Select and Expand failed: Could not find a property named 'colour' on type 'microsoft.graph.user'.",
    ],
    ["$expand", `/users/${ada.id}?$expand=colour`, "$expand is not part of this emulator"],
    ["$orderby", "/applications?$orderby=colour", "$orderby is not part of this emulator"],
    ["$select of a list", "/applications?$select=colour", "'colour' on type 'microsoft.graph.application'"],
    [
      "$filter",
      "/servicePrincipals?$filter=colour eq 'red'",
      "Could not find a property named 'colour' on type 'microsoft.graph.servicePrincipal'.",
    ],
    ["$select of what only beta has", "/servicePrincipals?$select=samlMetadataUrl", "'samlMetadataUrl'"],
    ["$select of the organisation", "/organization?$select=colour", "'microsoft.graph.organization'"],
    ["$select of domains", "/domains?$select=colour", "'microsoft.graph.domain'"],
    [
      "$select of members",
      `/groups/${librarians.id}/members?$select=id,colour`,
      "'colour' on type 'microsoft.graph.directoryObject'",
    ],
  ])("%s", (_, path, text) => refused("GET", path, undefined, 400, "BadRequest", text));

  it("not for what a member may have that is a user, or what an organisation has", async () => {
    const members = `/groups/${librarians.id}/members?$select=userPrincipalName`;
    const { value } = await tenant.done("GET", members);
    expect(value).toContainEqual(
      expect.objectContaining({ userPrincipalName: seed.users.grace.userPrincipalName }),
    );
    expect((await tenant.done("GET", "/organization?$select=verifiedDomains")).value).toHaveLength(1);
  });

  it("not where beta knows the property", async () => {
    const { value } = await tenant.done(
      "GET",
      `${tenant.entra.url}/beta/servicePrincipals?$select=samlMetadataUrl,id`,
    );
    expect(value[0]).toHaveProperty("id");
  });

  it("not for a name among a service principal's, as the Azure CLI asks", async () => {
    const { uri, principalId } = await makeApi(tenant);
    const filter = encodeURIComponent(`servicePrincipalNames/any(c:c eq '${uri}')`);
    const { value } = await tenant.done("GET", `/servicePrincipals?$filter=${filter}`);
    expect(value.map(({ id }: { id: string }) => id)).toEqual([principalId]);
    const none = encodeURIComponent("servicePrincipalNames/any(c:c eq 'api://nobody')");
    expect((await tenant.done("GET", `/servicePrincipals?$filter=${none}`)).value).toEqual([]);
  });
});
