import { describe, expect, it } from "@jest/globals";
import { ada, books, makeApi, makeClient, refusedBy, useTenant, ZEROS } from "./support.ts";

const tenant = useTenant();
const refused = refusedBy(tenant);
const BAD = "Request_BadRequest";
const ID = "55555555-5555-4555-8555-555555555555";

describe("service principals", () => {
  it("need an application and come once", async () => {
    await refused(
      "POST",
      "/servicePrincipals",
      { appId: ID },
      400,
      "NoBackingApplicationObject",
      `The appId '${ID}' of the service principal does not reference a valid application object.`,
    );
    const { appId } = await makeClient(tenant);
    await refused(
      "POST",
      "/servicePrincipals",
      { appId },
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "already in use",
    );
  });

  it("mirror the application as it is now, and can't be told otherwise", async () => {
    const client = await makeClient(tenant);
    const path = `/servicePrincipals/${client.principalId}`;
    await refused("PATCH", path, { displayName: "other" }, 400, BAD, "'displayName' is read-only");
    await refused("PATCH", path, { replyUrls: [] }, 400, BAD, "'replyUrls' is read-only");
    await tenant.done("PATCH", `/applications/${client.id}`, {
      displayName: "renamed",
      web: { redirectUris: ["https://new.example/cb"] },
    });
    expect(await tenant.done("GET", `/servicePrincipals/${client.principalId}`)).toMatchObject({
      displayName: "renamed",
      replyUrls: ["https://new.example/cb"],
    });
  });
});

describe("client secrets", () => {
  it("are told once and never again", async () => {
    const { id, secret } = await makeClient(tenant);
    for (const answer of [
      await tenant.done("GET", `/applications/${id}`),
      await tenant.done("GET", "/applications"),
      (await tenant.send("GET", "/_sandbox/state")).data,
      (await tenant.send("GET", "/_sandbox/requests")).data,
    ])
      expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it("need an end after their start, within an organisation's longest life", async () => {
    const { id, keyId } = await makeClient(tenant);
    const path = `/applications/${id}/addPassword`;
    const ends = (endDateTime: string) => ({ passwordCredential: { endDateTime } });
    await refused("POST", path, ends("2020-01-01T00:00:00Z"), 400, BAD, "after its start");
    await refused("POST", path, ends("tomorrow"), 400, BAD, "Edm.DateTimeOffset");
    tenant.entra.setSwitches({ maxSecretDays: 180 });
    await refused(
      "POST",
      path,
      ends("2099-01-01T00:00:00Z"),
      400,
      "CredentialInvalidLifetimeAsPerAppPolicy",
      "lifetime",
    );
    await refused(
      "POST",
      `/applications/${id}/removePassword`,
      { keyId: ID },
      400,
      BAD,
      "No credentials found",
    );
    await tenant.done("POST", `/applications/${id}/removePassword`, { keyId });
  });
});

describe("assignments and grants", () => {
  it("an assignment needs principal and role, and comes once", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const assignment = { resourceId, principalId: ada.id, appRoleId: ZEROS };
    await refused("POST", path, { ...assignment, principalId: ID }, 400, BAD, "Not a valid reference update");
    await refused("POST", path, { ...assignment, appRoleId: ID }, 400, BAD, "was not found on application");
    await tenant.done("POST", path, assignment);
    await refused("POST", path, assignment, 400, BAD, "already exists");
    for (const mine of [`/users/${ada.id}/appRoleAssignments`, path])
      expect((await tenant.done("GET", mine)).value).toHaveLength(1);
  });

  it("default access isn't given where the application has roles for people", async () => {
    const role = {
      id: ID,
      value: "librarian",
      displayName: "Librarian",
      isEnabled: true,
      allowedMemberTypes: ["User"],
    };
    const { principalId: resourceId } = await makeApi(tenant, { roles: [role] });
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    await refused(
      "POST",
      path,
      { resourceId, principalId: ada.id, appRoleId: ZEROS },
      400,
      BAD,
      "was not found",
    );
    await tenant.done("POST", path, { resourceId, principalId: ada.id, appRoleId: ID });
  });

  it("a grant needs both service principals, its user, and comes once", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const { principalId: clientId } = await makeClient(tenant);
    const grant = { clientId, resourceId, consentType: "AllPrincipals", scope: books };
    await refused(
      "POST",
      "/oauth2PermissionGrants",
      { ...grant, clientId: ID },
      400,
      BAD,
      "does not exist or one of its queried reference-property objects are not present",
    );
    await refused(
      "POST",
      "/oauth2PermissionGrants",
      { ...grant, consentType: "Principal", principalId: ID },
      400,
      BAD,
      "not present",
    );
    await tenant.done("POST", "/oauth2PermissionGrants", grant);
    await refused(
      "POST",
      "/oauth2PermissionGrants",
      grant,
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "Permission entry already exists",
    );
    await tenant.done("POST", "/oauth2PermissionGrants", {
      ...grant,
      consentType: "Principal",
      principalId: ada.id,
    });
    expect(
      (await tenant.done("GET", `/servicePrincipals/${clientId}/oauth2PermissionGrants`)).value,
    ).toHaveLength(2);
    await tenant.done("DELETE", `/users/${ada.id}`);
    expect((await tenant.done("GET", "/oauth2PermissionGrants")).value).toHaveLength(1);
  });

  it("a pre-authorised client and its scopes must exist", async () => {
    const api = await makeApi(tenant);
    const entry = (appId: string, id: string) => ({
      api: { preAuthorizedApplications: [{ appId, delegatedPermissionIds: [id] }] },
    });
    await refused("PATCH", `/applications/${api.id}`, entry(ID, ID), 400, BAD, "cannot be found");
    const { appId } = await makeClient(tenant);
    await refused("PATCH", `/applications/${api.id}`, entry(appId, ID), 400, BAD, "oauth2PermissionScopes");
  });
});
