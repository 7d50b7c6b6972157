import { beforeEach, describe, expect, it } from "@jest/globals";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import {
  type Answer,
  ada,
  authorizeUrl,
  books,
  claimsOf,
  eve,
  makeApi,
  makeClient,
  REDIRECT,
  read,
  seed,
  tokenFor,
  useTenant,
} from "./support.ts";

const tenant = useTenant();
let api: Awaited<ReturnType<typeof makeApi>>;
let client: Awaited<ReturnType<typeof makeClient>>;

beforeEach(async () => {
  api = await makeApi(tenant);
  client = await makeClient(tenant);
});

/** Every answer has Entra's form; the rest is the table's. */
function expectError({ status, data }: Answer, code: number, error: string, httpStatus = 400): void {
  expect({ status, error: data.error, codes: data.error_codes, text: data.error_description }).toEqual({
    status: httpStatus,
    error,
    codes: [code],
    text: expect.stringMatching(
      new RegExp(
        `^AADSTS${code}: .+ Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: \\d{4}-\\d\\d-\\d\\d [\\d:]{8}Z$`,
        "s",
      ),
    ),
  });
  expect(data).toMatchObject({
    timestamp: expect.any(String),
    trace_id: expect.any(String),
    correlation_id: expect.any(String),
    error_uri: expect.stringContaining(`error?code=${code}`),
  });
}

const credentials = (more: Record<string, string> = {}) => ({
  grant_type: "client_credentials",
  client_id: client.appId,
  client_secret: client.secret,
  scope: `${api.uri}/.default`,
  ...more,
});

const signIn = async (params: Record<string, string> = {}, user = ada.userPrincipalName) => {
  const url = authorizeUrl(tenant.entra, {
    client_id: client.appId,
    scope: `${api.uri}/${books}`,
    ...params,
  });
  return (await signInHeadless(url, { user })).searchParams.get("code") ?? "";
};
const redeem = (code: string, more: Record<string, string> = {}) =>
  tenant.token({
    grant_type: "authorization_code",
    client_id: client.appId,
    client_secret: client.secret,
    code,
    redirect_uri: REDIRECT,
    ...more,
  });

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
    expectError(await tenant.token(credentials(change)), code, error, status);
  });

  it("refuses an unknown tenant", async () => {
    const answer = await tenant.form("/elsewhere.example/oauth2/v2.0/token", credentials());
    expectError(answer, 90002, "invalid_request");
  });

  it("refuses /common for a single-tenant application", async () => {
    expectError(await tenant.form("/common/oauth2/v2.0/token", credentials()), 50194, "invalid_request");
  });

  it("refuses an application without service principal, as client and as resource", async () => {
    await tenant.done("DELETE", `/servicePrincipals/${api.principalId}`);
    expectError(await tenant.token(credentials()), 500011, "invalid_resource");
    await tenant.done("DELETE", `/servicePrincipals/${client.principalId}`);
    expectError(await tenant.token(credentials()), 7000229, "unauthorized_client");
  });

  it("refuses a disabled client", async () => {
    await tenant.done("PATCH", `/servicePrincipals/${client.principalId}`, { accountEnabled: false });
    expectError(await tenant.token(credentials()), 7000112, "unauthorized_client");
  });

  it("takes two secrets at a time, and refuses each on its own day of expiry", async () => {
    const in10Days = new Date(Date.now() + 10 * 86_400_000).toISOString();
    const short = await tenant.done("POST", `/applications/${client.id}/addPassword`, {
      passwordCredential: { displayName: "short", endDateTime: in10Days },
    });
    expect((await tenant.token(credentials({ client_secret: short.secretText }))).status).toBe(200);
    expect((await tenant.token(credentials())).status).toBe(200);
    tenant.entra.advanceClock(11 * 86_400);
    expectError(
      await tenant.token(credentials({ client_secret: short.secretText })),
      7000222,
      "invalid_client",
      401,
    );
    expect((await tenant.token(credentials())).status).toBe(200);
  });

  it("refuses a secret that was removed", async () => {
    await tenant.done("POST", `/applications/${client.id}/removePassword`, { keyId: client.keyId });
    expectError(await tenant.token(credentials()), 7000215, "invalid_client", 401);
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
    expectError(await tenant.token(asking), 501051, "invalid_grant");
    await tenant.done("POST", `/servicePrincipals/${closed.principalId}/appRoleAssignedTo`, {
      principalId: client.principalId,
      resourceId: closed.principalId,
      appRoleId: roles[0]?.id,
    });
    const { data } = await tenant.token(asking);
    expect(claimsOf(data.access_token)).toMatchObject({ roles: ["run"], idtyp: "app" });
  });
});

describe("token endpoint: authorization code", () => {
  it("redeems a code once", async () => {
    const code = await signIn();
    expect((await redeem(code)).status).toBe(200);
    expectError(await redeem(code), 54005, "invalid_grant");
  });

  it("refuses a code after ten minutes", async () => {
    const code = await signIn();
    tenant.entra.advanceClock(601);
    expectError(await redeem(code), 70008, "invalid_grant");
  });

  it("refuses a code it never gave, and one of another client", async () => {
    expectError(await redeem("made-up"), 9002313, "invalid_grant");
    const other = await makeClient(tenant);
    const stolen = await redeem(await signIn(), { client_id: other.appId, client_secret: other.secret });
    expectError(stolen, 70000, "invalid_grant");
  });

  it("wants the redirect URI of the authorization request", async () => {
    expectError(
      await redeem(await signIn(), { redirect_uri: "https://localhost:9000/other" }),
      500112,
      "invalid_grant",
    );
  });

  it("checks the PKCE verifier and leaves the code usable after a miss", async () => {
    const verifier = "v".repeat(43);
    const challenge = "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA";
    const code = await signIn({ code_challenge: challenge, code_challenge_method: "S256" });
    expectError(await redeem(code), 50148, "invalid_grant");
    expectError(await redeem(code, { code_verifier: "w".repeat(43) }), 501481, "invalid_grant");
    const plain = await signIn({ code_challenge: verifier });
    expect((await redeem(plain, { code_verifier: verifier })).status).toBe(200);
  });

  it("refuses a verifier for a code without challenge", async () => {
    expectError(await redeem(await signIn(), { code_verifier: "v".repeat(43) }), 50147, "invalid_request");
  });

  it("refuses scopes without consent, of two APIs, and unknown ones", async () => {
    const other = await makeApi(tenant, { scopes: [] });
    const code = await signIn();
    expectError(await redeem(code, { scope: `${api.uri}/${read}` }), 65001, "invalid_grant");
    const both = `${api.uri}/.default ${other.uri}/.default`;
    expectError(await redeem(code, { scope: both }), 70011, "invalid_scope");
    expectError(await redeem(code, { scope: `${api.uri}/${books} User.Read` }), 28000, "invalid_scope");
    expectError(await redeem(code, { scope: `${api.uri}/nothing` }), 650053, "invalid_client");
    expect((await redeem(code)).status).toBe(200);
  });

  it("refuses a user who lost the assignment, the account or its enabling since the sign-in", async () => {
    const code = await signIn();
    await tenant.done("PATCH", `/servicePrincipals/${api.principalId}`, { appRoleAssignmentRequired: true });
    expectError(await redeem(code), 50105, "invalid_grant");
    await tenant.done("PATCH", `/users/${ada.id}`, { accountEnabled: false });
    expectError(await redeem(code), 50057, "invalid_grant");
  });
});

describe("token endpoint: public clients", () => {
  it("redeem with PKCE and without a secret, and may not send one", async () => {
    client = await makeClient(tenant, { web: {}, publicClient: { redirectUris: [REDIRECT] } });
    const verifier = "v".repeat(43);
    const code = await signIn({ code_challenge: verifier });
    expectError(await redeem(code, { code_verifier: verifier }), 700025, "invalid_client", 401);
    const { data } = await redeem(code, { code_verifier: verifier, client_secret: "" });
    expect(claimsOf(data.access_token)).toMatchObject({ azp: client.appId, azpacr: "0" });
  });
});

describe("token endpoint: refresh token", () => {
  const refresh = (token: string, more: Record<string, string> = {}) =>
    tenant.token({
      grant_type: "refresh_token",
      client_id: client.appId,
      client_secret: client.secret,
      refresh_token: token,
      ...more,
    });

  it("comes with offline_access only, renews, and serves other scopes that are consented to", async () => {
    expect(await tokenFor(tenant, client, `${api.uri}/${books}`)).not.toHaveProperty("refresh_token");
    const first = await tokenFor(tenant, client, `offline_access ${api.uri}/${books}`);
    const { data } = await refresh(first.refresh_token);
    expect(claimsOf(data.access_token)).toMatchObject({ oid: ada.id, scp: books });
    expectError(await refresh(first.refresh_token, { scope: `${api.uri}/${read}` }), 65001, "invalid_grant");
    await tokenFor(tenant, client, `${api.uri}/${read}`);
    const wider = await refresh(first.refresh_token, { scope: `${api.uri}/${read}` });
    expect(claimsOf(wider.data.access_token).scp).toBe(`${books} ${read}`);
  });

  it("is refused when unknown, of another client, or 90 days old", async () => {
    const { refresh_token } = await tokenFor(
      tenant,
      client,
      `offline_access ${api.uri}/${books}`,
      eve.userPrincipalName,
    );
    expectError(await refresh("made-up"), 9002313, "invalid_grant");
    const other = await makeClient(tenant);
    const stolen = await refresh(refresh_token, { client_id: other.appId, client_secret: other.secret });
    expectError(stolen, 70000, "invalid_grant");
    tenant.entra.advanceClock(91 * 86_400);
    expectError(await refresh(refresh_token), 70008, "invalid_grant");
  });
});

it("says in the discovery document of an unknown tenant that there is none", async () => {
  const answer = await tenant.send("GET", "/elsewhere.example/v2.0/.well-known/openid-configuration");
  expectError(answer, 90002, "invalid_tenant");
  expect((await tenant.send("GET", `/${seed.domain}/v2.0/.well-known/openid-configuration`)).status).toBe(
    200,
  );
});
