import { beforeAll, describe, expect, it } from "@jest/globals";
import { api, OID, pluginOf, scopes, updateBody } from "./azuread-client.ts";
import { ada, eve, seed, useTenant, ZEROS } from "./support.ts";

/**
 * The requests that pulumi-resource-azuread 6.9.1 was seen to make, in its order and with its bodies; each is as strict about
 * the answers as the plugin is.
 */

const tenant = useTenant({ fresh: false });
let before: string;
const { ok, body, gone, refOf, createApplication, createPrincipal } = pluginOf(tenant);

beforeAll(async () => {
  before = JSON.stringify(tenant.entra.state());
});

describe("configure", () => {
  it("finds the endpoints without a slash at the end of the login endpoint, and a Graph address", async () => {
    const { data } = await tenant.send("GET", "/metadata/endpoints?api-version=2022-09-01");
    expect(data.authentication.loginEndpoint).toBe(tenant.entra.url);
    expect(data.microsoftGraphResourceId.replace(/\/$/, "")).toBe(tenant.entra.url);
    expect(data.name && data.resourceManager).toBeTruthy();
  });

  it("gets a token with an oid that lives longer than the plugin's renewal window", async () => {
    const { data } = await tenant.token({
      client_id: seed.deployer.clientId,
      client_secret: seed.deployer.clientSecret,
      grant_type: "client_credentials",
      scope: `${tenant.entra.url}/.default`,
    });
    expect(data).toMatchObject({ token_type: "Bearer" });
    expect(data.expires_in).toBeGreaterThanOrEqual(2400);
    const claims = JSON.parse(Buffer.from(data.access_token.split(".")[1], "base64url").toString());
    expect(claims).toMatchObject({ oid: OID, tid: seed.tenantId, appid: seed.deployer.clientId });
  });
});

it("takes the Graph address with a slash at its end for the same audience", async () => {
  const { data } = await tenant.token({
    client_id: seed.deployer.clientId,
    client_secret: seed.deployer.clientSecret,
    grant_type: "client_credentials",
    scope: `${tenant.entra.url}//.default`,
  });
  const answer = await tenant.send("GET", "/v1.0/domains", undefined, {
    authorization: `Bearer ${data.access_token}`,
  });
  expect(answer.status).toBe(200);
});

describe("Application with IdentifierUri, ServicePrincipal, Password, AppRoleAssignment, grant", () => {
  it("goes through create, refresh, update and delete, and leaves nothing behind", async () => {
    const webApi = await createApplication("books", { api: api(scopes) });
    expect(webApi.read).toMatchObject({ displayName: "books", groupMembershipClaims: null });
    expect(webApi.read.api.oauth2PermissionScopes).toEqual(scopes);
    await ok("GET", `/beta${webApi.path}?%24select=oauth2RequirePostResponse`);
    expect((await body("GET", `${webApi.path}/owners`)).value).toEqual([]);

    const uri = `api://${webApi.read.appId}`;
    await ok("PATCH", webApi.path, { identifierUris: [uri] }, 204);
    expect((await body("GET", webApi.path)).identifierUris).toEqual([uri]);

    const resource = await createPrincipal(webApi.read.appId);
    expect(resource.read).toMatchObject({
      displayName: "books",
      appRoleAssignmentRequired: true,
      oauth2PermissionScopes: scopes,
      servicePrincipalNames: [webApi.read.appId, uri],
    });
    await ok("GET", `/beta${resource.path}?%24select=samlMetadataUrl`);
    expect((await body("GET", `${resource.path}/owners`)).value).toEqual([]);

    const assigned = await body(
      "POST",
      `${resource.path}/appRoleAssignedTo`,
      { appRoleId: ZEROS, principalId: ada.id, resourceId: resource.read.id },
      201,
    );
    const assignment = `${resource.path}/appRoleAssignedTo/${assigned.id}`;
    expect(await body("GET", assignment)).toMatchObject({
      appRoleId: ZEROS,
      principalDisplayName: ada.displayName,
      principalType: "User",
      resourceDisplayName: "books",
      resourceId: resource.read.id,
    });

    const client = await createApplication("storefront", {
      requiredResourceAccess: [
        { resourceAppId: webApi.read.appId, resourceAccess: [{ id: scopes[0]?.id, type: "Scope" }] },
      ],
      web: { redirectUris: ["https://localhost:9000/"] },
    });
    const principal = await createPrincipal(client.read.appId);
    const dates = { startDateTime: "2026-11-01T00:00:00Z", endDateTime: "2099-01-01T00:00:00Z" };
    const added = await body("POST", `${client.path}/addPassword`, {
      passwordCredential: { displayName: "storefront-1", ...dates },
    });
    expect(added.secretText).toBeTruthy();
    const [shown] = (await body("GET", client.path)).passwordCredentials;
    expect(shown).toMatchObject({
      keyId: added.keyId,
      displayName: "storefront-1",
      secretText: null,
      ...dates,
    });

    await ok("GET", principal.path);
    await ok("GET", resource.path);
    const granted = await body(
      "POST",
      "/oauth2PermissionGrants",
      {
        clientId: principal.read.id,
        consentType: "AllPrincipals",
        resourceId: resource.read.id,
        scope: "urn:taylordean:books:books_add",
      },
      201,
    );
    const grant = `/oauth2PermissionGrants/${granted.id}`;
    await ok("PATCH", grant, { scope: "" }, 204);
    expect((await body("GET", grant)).scope).toBe("");

    // Update of a scope: read, disable what changes, wait, then the full body.
    const changed = [{ ...scopes[0], adminConsentDescription: "Add one book" }];
    const disabled = [{ ...scopes[0], isEnabled: false }];
    await ok("GET", webApi.path);
    await ok("PATCH", webApi.path, { api: { oauth2PermissionScopes: disabled } }, 204);
    expect((await body("GET", webApi.path)).api.oauth2PermissionScopes[0].isEnabled).toBe(false);
    await ok("PATCH", webApi.path, updateBody("books", { api: api(changed) }), 204);
    const after = await body("GET", webApi.path);
    expect(after.api.oauth2PermissionScopes).toEqual(changed);
    expect(after.identifierUris).toEqual([uri]);

    await ok("DELETE", grant, undefined, 204);
    await ok("DELETE", assignment, undefined, 204);
    await ok("POST", `${client.path}/removePassword`, { keyId: added.keyId }, 204);
    expect((await body("GET", client.path)).passwordCredentials).toEqual([]);
    for (const path of [principal.path, resource.path]) {
      await ok("DELETE", path, undefined, 204);
      await gone(path);
    }
    await ok("PATCH", webApi.path, { identifierUris: [] }, 204);
    for (const path of [client.path, webApi.path]) {
      await ok("DELETE", path, undefined, 204);
      await gone(path);
    }
    expect(JSON.stringify(tenant.entra.state())).toBe(before);
  });

  it("preventDuplicateNames and look-ups by filter find what is there, quotes doubled", async () => {
    const { path } = await createApplication("O'Reilly's books");
    const filter = encodeURIComponent("displayName eq 'O''Reilly''s books'").replaceAll("%20", "+");
    expect((await body("GET", `/applications?%24filter=${filter}`)).value).toHaveLength(1);
    await ok("DELETE", path, undefined, 204);
    expect((await body("GET", `/applications?%24filter=${filter}`)).value).toEqual([]);
  });

  it("deletes what hangs on an application with it, as deletedWith relies on", async () => {
    const { path, read } = await createApplication("books");
    const principal = await createPrincipal(read.appId);
    const assignment = { appRoleId: ZEROS, principalId: ada.id, resourceId: principal.read.id };
    await ok("POST", `${principal.path}/appRoleAssignedTo`, assignment, 201);
    await ok("DELETE", path, undefined, 204);
    await gone(principal.path);
    expect(JSON.stringify(tenant.entra.state())).toBe(before);
  });
});

describe("ApplicationRegistration and its companions", () => {
  it("merges api and web key by key", async () => {
    const created = await body(
      "POST",
      "/applications",
      { displayName: "registered", api: { requestedAccessTokenVersion: 2 } },
      201,
    );
    const path = `/applications/${created.id}`;
    const other = await body("POST", "/applications", { displayName: "client" }, 201);
    await ok("PATCH", path, { api: { oauth2PermissionScopes: scopes } }, 204);
    await ok("PATCH", path, { web: { redirectUris: ["https://localhost/"] } }, 204);
    const preAuthorized = [{ appId: other.appId, delegatedPermissionIds: [scopes[0]?.id] }];
    await ok("PATCH", path, { api: { preAuthorizedApplications: preAuthorized } }, 204);
    expect((await body("GET", path)).api).toMatchObject({
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: scopes,
      preAuthorizedApplications: preAuthorized,
    });
    await ok("POST", `${path}/owners/$ref`, { "@odata.id": refOf(eve.id) }, 204);
    expect((await body("GET", `${path}/owners?%24filter=id+eq+%27${eve.id}%27`)).value).toMatchObject([
      { id: eve.id },
    ]);
    const credential = {
      audiences: ["api://AzureADTokenExchange"],
      description: "",
      issuer: "https://ci",
      name: "ci",
      subject: "main",
    };
    const { id } = await body("POST", `${path}/federatedIdentityCredentials`, credential, 201);
    expect(await body("GET", `${path}/federatedIdentityCredentials/${id}`)).toMatchObject(credential);
    await ok("DELETE", `${path}/federatedIdentityCredentials/${id}`, undefined, 204);
    await gone(`${path}/federatedIdentityCredentials/${id}`);
    for (const application of [created, other])
      await ok("DELETE", `/applications/${application.id}`, undefined, 204);
    expect(JSON.stringify(tenant.entra.state())).toBe(before);
  });
});
