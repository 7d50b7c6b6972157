import { describe, expect, it } from "@jest/globals";
import type { GraphRole } from "../../../sandbox/entra/store/first-party.ts";
import { ada, makeApi, makeClient, seed, useTenant, ZEROS } from "./support.ts";

const tenant = useTenant();

const denied = {
  status: 403,
  data: {
    error: {
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    },
  },
};

/** Gives the deployer these permissions alone, from its next token on. */
async function only(...roles: GraphRole[]) {
  await tenant.send("POST", "/_sandbox/permissions", { roles });
  await tenant.newDeployerToken();
}

describe("the bearer token", () => {
  const get = (authorization?: string) =>
    tenant.send("GET", "/v1.0/users", undefined, authorization ? { authorization } : {});

  it.each([
    ["is missing", undefined, "Access token is empty."],
    ["is no token", "Bearer x", "CompactToken parsing failed"],
    ["is forged", `Bearer ${"eyJhbGciOiJub25lIn0"}.e30.`, "Invalid signature"],
  ])("is refused when it %s", async (_, authorization, text) => {
    expect(await get(authorization)).toMatchObject({
      status: 401,
      data: { error: { code: "InvalidAuthenticationToken", message: expect.stringContaining(text) } },
    });
  });

  it("is refused for another audience, after its hour, and when its key was withdrawn", async () => {
    const api = await makeApi(tenant);
    const ask = async (scope: string) =>
      (
        await tenant.token({
          grant_type: "client_credentials",
          client_id: seed.deployer.clientId,
          client_secret: seed.deployer.clientSecret,
          scope,
        })
      ).data.access_token;
    const forApi = await ask(`${api.uri}/.default`);
    expect((await get(`Bearer ${forApi}`)).data.error.message).toContain("Invalid audience");
    const good = await ask("https://graph.microsoft.com/.default");
    expect((await get(`Bearer ${good}`)).status).toBe(200);
    await tenant.entra.rotateKeys();
    expect((await get(`Bearer ${good}`)).status).toBe(200);
    await tenant.entra.rotateKeys(false);
    expect((await get(`Bearer ${good}`)).data.error.message).toContain("Invalid signature");
    const fresh = await ask("https://graph.microsoft.com/.default");
    tenant.entra.advanceClock(4000);
    expect((await get(`Bearer ${fresh}`)).data.error.message).toContain("expired");
  });
});

describe("least privilege: what each Graph permission opens", () => {
  it.each([
    ["Application.ReadWrite.All", "POST", "/applications", { displayName: "x" }, 201],
    ["Application.Read.All", "POST", "/applications", { displayName: "x" }, 403],
    ["Application.ReadWrite.OwnedBy", "GET", "/applications", undefined, 200],
    ["User.Read.All", "GET", "/users", undefined, 200],
    ["User.ReadBasic.All", "GET", "/users", undefined, 200],
    ["User.ReadBasic.All", "GET", "/groups", undefined, 403],
    ["Group.Read.All", "GET", "/users", undefined, 403],
    ["User.Read.All", "DELETE", `/users/${ada.id}`, undefined, 403],
    ["Group.Read.All", "GET", "/groups", undefined, 200],
    ["User.Read.All", "GET", "/groups", undefined, 403],
    ["Domain.Read.All", "GET", "/domains", undefined, 200],
    ["User.Read.All", "GET", "/domains", undefined, 403],
    ["Application.ReadWrite.All", "GET", "/oauth2PermissionGrants", undefined, 403],
    ["DelegatedPermissionGrant.ReadWrite.All", "GET", "/oauth2PermissionGrants", undefined, 200],
  ] as [GraphRole, string, string, unknown, number][])(
    "%s: %s %s",
    async (role, method, path, body, status) => {
      await only(role);
      const answer = await tenant.graph(method, path, body);
      expect(answer.status).toBe(status);
      if (status === 403) expect(answer).toMatchObject(denied);
    },
  );

  it("assigning needs AppRoleAssignment.ReadWrite.All", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const assignment = { resourceId, principalId: ada.id, appRoleId: ZEROS };
    await only("Application.ReadWrite.All");
    expect(await tenant.graph("POST", path, assignment)).toMatchObject(denied);
    await only("AppRoleAssignment.ReadWrite.All", "Application.Read.All");
    expect((await tenant.graph("POST", path, assignment)).status).toBe(201);
  });
});

describe("Application.ReadWrite.OwnedBy", () => {
  it("manages what it made, for as long as it is an owner, and nothing else", async () => {
    const foreign = await makeClient(tenant);
    await only("Application.ReadWrite.OwnedBy");
    for (const [method, path, body] of [
      ["PATCH", `/applications/${foreign.id}`, { notes: "mine" }],
      ["DELETE", `/applications/${foreign.id}`, undefined],
      ["POST", `/applications/${foreign.id}/addPassword`, {}],
      ["PATCH", `/servicePrincipals/${foreign.principalId}`, { notes: "mine" }],
      [
        "POST",
        `/applications/${foreign.id}/owners/$ref`,
        { "@odata.id": `x/${seed.deployer.servicePrincipalId}` },
      ],
    ] as const)
      expect(await tenant.graph(method, path, body)).toMatchObject(denied);

    const own = await makeClient(tenant);
    await tenant.done("PATCH", `/applications/${own.id}`, { notes: "mine" });
    await tenant.done("PATCH", `/servicePrincipals/${own.principalId}`, { notes: "mine" });
    await tenant.done("DELETE", `/applications/${own.id}/owners/${seed.deployer.servicePrincipalId}/$ref`);
    expect(await tenant.graph("PATCH", `/applications/${own.id}`, { notes: "?" })).toMatchObject(denied);
  });

  it("makes no service principal for somebody else's application", async () => {
    const application = await tenant.done("POST", "/applications", { displayName: "foreign" });
    await only("Application.ReadWrite.OwnedBy");
    expect(await tenant.graph("POST", "/servicePrincipals", { appId: application.appId })).toMatchObject(
      denied,
    );
  });
});
