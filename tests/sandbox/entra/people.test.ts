import { describe, expect, it } from "@jest/globals";
import { books, claimsOf, makeApi, makeClient, read, seed, tokenFor, useTenant } from "./support.ts";

const tenant = useTenant();

describe("a guest", () => {
  it("is known by the address of another organisation, signs in with it, and has it in the token", async () => {
    const mail = "eve@contoso.example";
    const guest = tenant.entra.addGuest({ mail, displayName: "Eve of Contoso" });
    expect(guest.userPrincipalName).toBe(`eve_contoso.example#EXT#@${seed.initialDomain}`);
    const byMail = encodeURIComponent(`mail eq '${mail}'`);
    expect((await tenant.done("GET", `/users?$filter=${byMail}`)).value).toMatchObject([
      { id: guest.id, userType: "Guest", mail },
    ]);
    const byUpn = encodeURIComponent(guest.userPrincipalName);
    expect((await tenant.done("GET", `/users/${byUpn}`)).id).toBe(guest.id);
    const client = await makeClient(tenant);
    for (const [version, claims] of [
      [2, { oid: guest.id, preferred_username: mail }],
      [1, { oid: guest.id, unique_name: mail }],
    ] as const) {
      const api = await makeApi(tenant, { version });
      const { access_token } = await tokenFor(tenant, client, `${api.uri}/${books}`, mail);
      expect(claimsOf(access_token)).toMatchObject(claims);
      expect(claimsOf(access_token)).not.toHaveProperty("upn");
    }
  });
});

describe("a young secret", () => {
  it("is refused for some seconds with AADSTS7000215", async () => {
    tenant.entra.setSwitches({ youngSecretSeconds: 10 });
    const api = await makeApi(tenant);
    const client = await makeClient(tenant);
    expect((await tokenFor(tenant, client, `${api.uri}/${read}`)).error_codes).toEqual([7000215]);
    tenant.entra.advanceClock(9);
    expect((await tokenFor(tenant, client, `${api.uri}/${read}`)).error_codes).toEqual([7000215]);
    tenant.entra.advanceClock(1);
    expect(await tokenFor(tenant, client, `${api.uri}/${read}`)).toHaveProperty("access_token");
  });
});

describe("the resource manager", () => {
  it("has no subscriptions, and tells so to whoever has a token for it", async () => {
    const path = "/subscriptions?api-version=2022-12-01";
    const authorization = `Bearer ${await tenant.deployerToken()}`;
    expect((await tenant.send("GET", path, undefined, { authorization })).data).toMatchObject({ value: [] });
    expect(await tenant.send("GET", path)).toMatchObject({
      status: 401,
      data: { error: { code: "AuthenticationFailed" } },
    });
  });
});
