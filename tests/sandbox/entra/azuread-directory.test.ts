import { beforeAll, describe, expect, it } from "@jest/globals";
import { OID, pluginOf } from "./azuread-client.ts";
import { seed, useTenant } from "./support.ts";

// More of what the plugin was seen to do: people, groups and look-ups.
const tenant = useTenant({ fresh: false });
const { ok, body, gone, refOf, send } = pluginOf(tenant);
let before: string;
beforeAll(() => {
  before = JSON.stringify(tenant.entra.state());
});

describe("User and Group", () => {
  it("go through create, refresh, update and delete", async () => {
    const created = await body(
      "POST",
      "/users",
      {
        "@odata.type": "#microsoft.graph.user",
        accountEnabled: true,
        ageGroup: null,
        displayName: "Linus",
        employeeOrgData: { costCenter: null, division: null },
        mailNickname: "linus",
        otherMails: [],
        passwordProfile: { forceChangePasswordNextSignIn: false, password: "s3cret!Pass" },
        userPrincipalName: `linus@${seed.domain}`,
      },
      201,
    );
    expect(JSON.stringify(created)).not.toContain("s3cret");
    const user = `/users/${created.id}`;
    await ok("PATCH", `/beta${user}`, { showInAddressList: true }, 204);
    expect(await body("GET", user)).toMatchObject({
      accountEnabled: true,
      mailNickname: "linus",
      showInAddressList: true,
    });
    expect((await send("GET", `${user}/manager`)).status).toBe(404);
    const byName = `/users?%24filter=userPrincipalName+eq+%27linus%40${seed.domain}%27`;
    expect((await body("GET", byName)).value).toHaveLength(1);

    const beta = (path: string) => `/beta${path}`;
    expect(await body("GET", `/directoryObjects/${created.id}`)).toMatchObject({
      "@odata.type": "#microsoft.graph.user",
    });
    const made = await body(
      "POST",
      beta("/groups"),
      {
        description: null,
        displayName: "Readers",
        groupTypes: [],
        mailEnabled: false,
        mailNickname: "1a2b3c4d-5",
        membershipRule: null,
        "owners@odata.bind": [refOf(OID, "beta")],
        resourceBehaviorOptions: [],
        securityEnabled: true,
      },
      201,
    );
    const group = beta(`/groups/${made.id}`);
    await ok("PATCH", group, { displayName: "TERRAFORM_UPDATE_1" }, 204);
    await ok("PATCH", group, { displayName: "Readers" }, 204);
    await ok("POST", `${group}/members/$ref`, { "@odata.id": refOf(created.id, "beta") }, 204);
    const read = await body("GET", group);
    expect(read).toHaveProperty("membershipRule", null);
    expect((await body("GET", `${group}/owners`)).value).toMatchObject([{ id: OID }]);
    expect((await body("GET", `${group}/memberOf`)).value).toEqual([]);
    const member = `${group}/members?%24filter=id+eq+%27${created.id}%27`;
    expect((await body("GET", member)).value).toHaveLength(1);
    await ok("DELETE", `${group}/members/${created.id}/$ref`, undefined, 204);
    expect((await body("GET", member)).value).toEqual([]);
    await ok("DELETE", group, undefined, 204);
    await gone(group);
    await ok("DELETE", user, undefined, 204);
    await gone(user);
    expect(JSON.stringify(tenant.entra.state())).toBe(before);
  });
});

describe("data sources", () => {
  it("answer domains, a group by name, Graph's own service principal", async () => {
    expect((await body("GET", "/domains")).value).toMatchObject([
      { id: seed.domain, isDefault: true, isInitial: false, isVerified: true },
      { id: seed.initialDomain, isDefault: false, isInitial: true, isVerified: true },
    ]);
    const groups = await body("GET", `/beta/groups?%24filter=displayName+eq+%27Librarians%27`);
    expect(groups.value).toMatchObject([{ id: seed.groups.librarians.id }]);
    const graphId = "00000003-0000-0000-c000-000000000000";
    const [principal] = (await body("GET", `/servicePrincipals?%24filter=appId+eq+%27${graphId}%27`)).value;
    expect(principal.displayName).toBe("Microsoft Graph");
    expect((await send("DELETE", `/servicePrincipals/${principal.id}`)).status).toBe(403);
    await ok("GET", `/servicePrincipals/${principal.id}`);
  });
});
