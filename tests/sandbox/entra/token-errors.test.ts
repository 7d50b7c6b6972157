import { describe, expect, it } from "@jest/globals";
import { expectTokenError, useApiAndClient } from "./apiAndClient.ts";
import { claimsOf, makeApi, makeClient, REDIRECT, seed } from "./support.ts";

const world = useApiAndClient();
const { tenant, codeOf, redeem, credentials } = world;

describe("token endpoint: client credentials", () => {
  it.each([
    [
      "an unknown client",
      { client_id: "3f1c0000-0000-4000-8000-000000000000" },
      700016,
      "unauthorized_client",
      400,
    ],
    ["a wrong secret", { client_secret: "wrong" }, 7000215, "invalid_client", 401],
    ["no secret", { client_secret: "" }, 7000218, "invalid_client", 401],
    ["a grant type it doesn't know", { grant_type: "password" }, 70003, "unsupported_grant_type", 400],
    ["no grant type", { grant_type: "" }, 900144, "invalid_request", 400],
    ["a resource that isn't there", { scope: "api://nowhere/.default" }, 500011, "invalid_resource", 400],
    ["a single scope", { scope: "User.Read" }, 1002012, "invalid_scope", 400],
    ["no scope", { scope: "" }, 900144, "invalid_request", 400],
  ])("refuses %s", async (_, change, code, error, status) => {
    expectTokenError(await tenant.token(credentials(change)), code, error, status);
  });

  it("refuses an unknown tenant", async () => {
    const answer = await tenant.form("/elsewhere.example/oauth2/v2.0/token", credentials());
    expectTokenError(answer, 90002, "invalid_request");
  });

  it("refuses /common for a single-tenant application", async () => {
    expectTokenError(await tenant.form("/common/oauth2/v2.0/token", credentials()), 50194, "invalid_request");
  });

  it("refuses an application without service principal, as client and as resource", async () => {
    await tenant.done("DELETE", `/servicePrincipals/${world.api.principalId}`);
    expectTokenError(await tenant.token(credentials()), 500011, "invalid_resource");
    await tenant.done("DELETE", `/servicePrincipals/${world.client.principalId}`);
    expectTokenError(await tenant.token(credentials()), 7000229, "unauthorized_client");
  });

  it("refuses a disabled client", async () => {
    await tenant.done("PATCH", `/servicePrincipals/${world.client.principalId}`, { accountEnabled: false });
    expectTokenError(await tenant.token(credentials()), 7000112, "unauthorized_client");
  });

  it("takes two secrets at a time, and refuses each on its own day of expiry", async () => {
    const in10Days = new Date(Date.now() + 10 * 86_400_000).toISOString();
    const short = await tenant.done("POST", `/applications/${world.client.id}/addPassword`, {
      passwordCredential: { displayName: "short", endDateTime: in10Days },
    });
    expect((await tenant.token(credentials({ client_secret: short.secretText }))).status).toBe(200);
    expect((await tenant.token(credentials())).status).toBe(200);
    tenant.entra.advanceClock(11 * 86_400);
    expectTokenError(
      await tenant.token(credentials({ client_secret: short.secretText })),
      7000222,
      "invalid_client",
      401,
    );
    expect((await tenant.token(credentials())).status).toBe(200);
  });

  it("refuses a secret that was removed", async () => {
    await tenant.done("POST", `/applications/${world.client.id}/removePassword`, {
      keyId: world.client.keyId,
    });
    expectTokenError(await tenant.token(credentials()), 7000215, "invalid_client", 401);
  });

  it("refuses a client that isn't assigned to an API that requires it", async () => {
    const roles = [
      {
        id: "33333333-3333-4333-8333-333333333333",
        value: "run",
        displayName: "Run",
        isEnabled: true,
        allowedMemberTypes: ["Application"],
      },
    ];
    const closed = await makeApi(tenant, { assignmentRequired: true, roles, scopes: [] });
    const asking = credentials({ scope: `${closed.uri}/.default` });
    expectTokenError(await tenant.token(asking), 501051, "invalid_grant");
    await tenant.done("POST", `/servicePrincipals/${closed.principalId}/appRoleAssignedTo`, {
      principalId: world.client.principalId,
      resourceId: closed.principalId,
      appRoleId: roles[0]?.id,
    });
    const { data } = await tenant.token(asking);
    expect(claimsOf(data.access_token)).toMatchObject({ roles: ["run"], idtyp: "app" });
  });
});

describe("token endpoint: public clients", () => {
  it("redeem with PKCE and without a secret, and may not send one", async () => {
    world.client = await makeClient(tenant, { web: {}, publicClient: { redirectUris: [REDIRECT] } });
    const verifier = "v".repeat(43);
    const code = await codeOf({ code_challenge: verifier });
    expectTokenError(await redeem(code, { code_verifier: verifier }), 700025, "invalid_client", 401);
    const { data } = await redeem(code, { code_verifier: verifier, client_secret: "" });
    expect(claimsOf(data.access_token)).toMatchObject({ azp: world.client.appId, azpacr: "0" });
  });
});

it("says in the discovery document of an unknown tenant that there is none", async () => {
  const answer = await tenant.send("GET", "/elsewhere.example/v2.0/.well-known/openid-configuration");
  expectTokenError(answer, 90002, "invalid_tenant");
  expect((await tenant.send("GET", `/${seed.domain}/v2.0/.well-known/openid-configuration`)).status).toBe(
    200,
  );
});
