import { describe, expect, it } from "@jest/globals";
import { expectTokenError, useApiAndClient } from "./apiAndClient.ts";
import { ada, books, claimsOf, eve, makeApi, makeClient, read, tokenFor } from "./support.ts";

const world = useApiAndClient();
const { tenant, codeOf, redeem } = world;

describe("token endpoint: authorization code", () => {
  it("redeems a code once", async () => {
    const code = await codeOf();
    expect((await redeem(code)).status).toBe(200);
    expectTokenError(await redeem(code), 54005, "invalid_grant");
  });

  it("refuses a code after ten minutes", async () => {
    const code = await codeOf();
    tenant.entra.advanceClock(601);
    expectTokenError(await redeem(code), 70008, "invalid_grant");
  });

  it("refuses a code it never gave, and one of another client", async () => {
    expectTokenError(await redeem("made-up"), 9002313, "invalid_grant");
    const other = await makeClient(tenant);
    const stolen = await redeem(await codeOf(), { client_id: other.appId, client_secret: other.secret });
    expectTokenError(stolen, 70000, "invalid_grant");
  });

  it("wants the redirect URI of the authorization request", async () => {
    expectTokenError(
      await redeem(await codeOf(), { redirect_uri: "https://localhost:9000/other" }),
      500112,
      "invalid_grant",
    );
  });

  it("checks the PKCE verifier and leaves the code usable after a miss", async () => {
    const verifier = "v".repeat(43);
    const challenge = "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA";
    const code = await codeOf({ code_challenge: challenge, code_challenge_method: "S256" });
    expectTokenError(await redeem(code), 50148, "invalid_grant");
    expectTokenError(await redeem(code, { code_verifier: "w".repeat(43) }), 501481, "invalid_grant");
    const plain = await codeOf({ code_challenge: verifier });
    expect((await redeem(plain, { code_verifier: verifier })).status).toBe(200);
  });

  it("refuses a verifier for a code without challenge", async () => {
    expectTokenError(
      await redeem(await codeOf(), { code_verifier: "v".repeat(43) }),
      50147,
      "invalid_request",
    );
  });

  it("refuses scopes without consent, of two APIs, and unknown ones", async () => {
    const other = await makeApi(tenant, { scopes: [] });
    const code = await codeOf();
    expectTokenError(await redeem(code, { scope: `${world.api.uri}/${read}` }), 65001, "invalid_grant");
    const both = `${world.api.uri}/.default ${other.uri}/.default`;
    expectTokenError(await redeem(code, { scope: both }), 70011, "invalid_scope");
    expectTokenError(
      await redeem(code, { scope: `${world.api.uri}/${books} User.Read` }),
      28000,
      "invalid_scope",
    );
    expectTokenError(await redeem(code, { scope: `${world.api.uri}/nothing` }), 650053, "invalid_client");
    expect((await redeem(code)).status).toBe(200);
  });

  it("refuses a user who lost the assignment, the account or its enabling since the sign-in", async () => {
    const code = await codeOf();
    await tenant.done("PATCH", `/servicePrincipals/${world.api.principalId}`, {
      appRoleAssignmentRequired: true,
    });
    expectTokenError(await redeem(code), 50105, "invalid_grant");
    await tenant.done("PATCH", `/users/${ada.id}`, { accountEnabled: false });
    expectTokenError(await redeem(code), 50057, "invalid_grant");
  });
});

describe("token endpoint: refresh token", () => {
  const refresh = (token: string, more: Record<string, string> = {}) =>
    tenant.token({
      grant_type: "refresh_token",
      client_id: world.client.appId,
      client_secret: world.client.secret,
      refresh_token: token,
      ...more,
    });

  it("comes with offline_access only, renews, and serves other scopes that are consented to", async () => {
    expect(await tokenFor(tenant, world.client, `${world.api.uri}/${books}`)).not.toHaveProperty(
      "refresh_token",
    );
    const first = await tokenFor(tenant, world.client, `offline_access ${world.api.uri}/${books}`);
    const { data } = await refresh(first.refresh_token);
    expect(claimsOf(data.access_token)).toMatchObject({ oid: ada.id, scp: books });
    expectTokenError(
      await refresh(first.refresh_token, { scope: `${world.api.uri}/${read}` }),
      65001,
      "invalid_grant",
    );
    await tokenFor(tenant, world.client, `${world.api.uri}/${read}`);
    const wider = await refresh(first.refresh_token, { scope: `${world.api.uri}/${read}` });
    expect(claimsOf(wider.data.access_token).scp).toBe(`${books} ${read}`);
  });

  it("is refused when unknown, of another world.client, or 90 days old", async () => {
    const { refresh_token } = await tokenFor(
      tenant,
      world.client,
      `offline_access ${world.api.uri}/${books}`,
      eve.userPrincipalName,
    );
    expectTokenError(await refresh("made-up"), 9002313, "invalid_grant");
    const other = await makeClient(tenant);
    const stolen = await refresh(refresh_token, { client_id: other.appId, client_secret: other.secret });
    expectTokenError(stolen, 70000, "invalid_grant");
    tenant.entra.advanceClock(91 * 86_400);
    expectTokenError(await refresh(refresh_token), 70008, "invalid_grant");
  });
});
