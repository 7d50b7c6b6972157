import { describe, expect, it } from "@jest/globals";
import {
  body,
  createApplication,
  createPrincipal,
  gone,
  ok,
  refOf,
  refusal,
  send,
  tenant,
  UNKNOWN,
} from "./azuread-refusal.ts";
import { ada, books, makeApi, makeClient, read, seed, ZEROS } from "./support.ts";

describe("configure", () => {
  it("a wrong secret is 401, which is not tried again, with a body of JSON", async () => {
    const { status, data } = await tenant.token({
      client_id: seed.deployer.clientId,
      client_secret: "wrong",
      grant_type: "client_credentials",
      scope: `${tenant.entra.url}/.default`,
    });
    expect(status).toBe(401);
    expect(data).toMatchObject({ error: "invalid_client", error_codes: [7000215] });
  });

  it("the access token has times in whole numbers and an array of roles", async () => {
    const [, claims = ""] = (await tenant.newDeployerToken()).split(".");
    const read = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(read).toMatchObject({
      roles: expect.any(Array),
      aud: expect.any(String),
      iss: expect.any(String),
    });
    for (const name of ["exp", "iat"]) expect(Number.isInteger(read[name])).toBe(true);
    expect(claims).not.toContain("=");
  });

  it("a request without a token, or with a broken one, is 401 in Graph's form", async () => {
    for (const headers of [{}, { authorization: "Bearer a.b.c" }] as Record<string, string>[]) {
      const answer = await tenant.send("GET", "/v1.0/applications", undefined, headers);
      expect(answer.status).toBe(401);
      expect(answer.data.error.code).toBe("InvalidAuthenticationToken");
    }
  });
});

describe("ServicePrincipal", () => {
  it("of an unknown application: the text that the plugin retries", async () => {
    expect(await refusal("POST", "/servicePrincipals", { appId: UNKNOWN }, 400)).toMatch(
      /The appId '.+' of the service principal does not reference a valid application object/,
    );
  });

  it("comes once; an update clears, merges and repeats nothing of the application", async () => {
    const { read: application } = await createApplication("books");
    const { path } = await createPrincipal(application.appId);
    await refusal("POST", "/servicePrincipals", { appId: application.appId }, 409);
    const list = await body("GET", `/servicePrincipals?%24filter=appId+eq+%27${application.appId}%27`);
    expect(list.value).toHaveLength(1);
    await ok(
      "PATCH",
      path,
      {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        accountEnabled: true,
        alternativeNames: [],
        appRoleAssignmentRequired: false,
        description: null,
        loginUrl: null,
        notes: "a note",
        notificationEmailAddresses: [],
        preferredSingleSignOnMode: null,
        samlSingleSignOnSettings: { relayState: "" },
        tags: ["pulumi"],
      },
      204,
    );
    expect(await body("GET", path)).toMatchObject({
      appId: application.appId,
      displayName: "books",
      servicePrincipalType: "Application",
      appOwnerOrganizationId: seed.tenantId,
      appRoleAssignmentRequired: false,
      notes: "a note",
      tags: ["pulumi"],
      signInAudience: "AzureADMyOrg",
    });
    await ok("POST", `${path}/owners/$ref`, { "@odata.id": refOf(ada.id) }, 204);
    await ok("DELETE", `${path}/owners/${ada.id}/$ref`, undefined, 204);
    await gone(`${path}/owners/${ada.id}/$ref`, "DELETE");
  });
});

describe("AppRoleAssignment and grant", () => {
  it("come once, and a second deletion is a 404", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const { principalId: clientId } = await makeClient(tenant);
    await gone(`/servicePrincipals/${UNKNOWN}`);
    const assignment = { appRoleId: ZEROS, principalId: ada.id, resourceId };
    const to = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const made = await body("POST", to, assignment, 201);
    expect(made.id).toMatch(/^[\w-]+$/);
    expect(await refusal("POST", to, assignment, 400)).toContain("already exists");
    await ok("DELETE", `${to}/${made.id}`, undefined, 204);
    await gone(`${to}/${made.id}`);
    await gone(`${to}/${made.id}`, "DELETE");

    const grant = { clientId, consentType: "AllPrincipals", resourceId, scope: `${read} ${books}` };
    const granted = await body("POST", "/oauth2PermissionGrants", grant, 201);
    expect(granted).toMatchObject({ ...grant, id: expect.any(String) });
    await refusal("POST", "/oauth2PermissionGrants", grant, 409);
    await ok("DELETE", `/oauth2PermissionGrants/${granted.id}`, undefined, 204);
    await gone(`/oauth2PermissionGrants/${granted.id}`);
    await gone(`/oauth2PermissionGrants/${granted.id}`, "DELETE");
  });

  it("to what is not there yet: the texts that the plugin retries", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const to = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const answer = await send("POST", to, { appRoleId: ZEROS, principalId: UNKNOWN, resourceId });
    expect(answer.status === 404 || /Not a valid reference update/.test(answer.data.error.message)).toBe(
      true,
    );
    const grant = { clientId: UNKNOWN, consentType: "AllPrincipals", resourceId, scope: "a" };
    const refused = await send("POST", "/oauth2PermissionGrants", grant);
    expect(
      refused.status === 404 ||
        /does not exist or one of its queried reference-property objects are not present/.test(
          refused.data.error.message,
        ),
    ).toBe(true);
  });
});

describe("look-ups", () => {
  it("of an application by its client id, of a user by name with what was selected, of a group with its people", async () => {
    const { read } = await createApplication("books");
    const found = await body("GET", `/applications?%24filter=appId+eq+%27${read.appId}%27`);
    expect(found.value).toMatchObject([{ id: read.id }]);
    const user = await body(
      "GET",
      `/users/${ada.id}?%24select=accountEnabled%2CuserPrincipalName%2CmailNickname`,
    );
    expect(user).toMatchObject({
      accountEnabled: true,
      userPrincipalName: ada.userPrincipalName,
      mailNickname: "ada",
    });
    await gone(`/users/${ada.id}/manager`);
    const { librarians } = seed.groups;
    const members = await body("GET", `/beta/groups/${librarians.id}/members`);
    expect(members.value).toMatchObject([
      { "@odata.type": "#microsoft.graph.user", id: librarians.members[0] },
    ]);
    await ok("GET", `/beta/groups/${librarians.id}/owners`);
  });

  it("go on at the address of the next page, as it is", async () => {
    tenant.entra.setSwitches({ pageSize: 1 });
    const seen: string[] = [];
    let next: string | undefined = "/beta/groups?%24filter=securityEnabled+eq+true";
    while (next) {
      const page: Record<string, never> & { value: { id: string }[] } = await body("GET", next);
      expect(page.value).toHaveLength(1);
      seen.push(...page.value.map(({ id }) => id));
      next = page["@odata.nextLink"];
    }
    expect(seen.sort()).toEqual(
      Object.values(seed.groups)
        .map(({ id }) => id)
        .sort(),
    );
  });
});
