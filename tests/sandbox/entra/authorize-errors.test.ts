import { describe, expect, it } from "@jest/globals";
import { HeadlessSignInError } from "../../../sandbox/entra/headless.ts";
import { useApiAndClient } from "./apiAndClient.ts";
import { ada, books, eve, grace, makeClient, REDIRECT, read, scope, seed } from "./support.ts";

const world = useApiAndClient();
const { tenant, url, signIn, assign } = world;

describe("what Entra shows on its own page, without a way back to the client", () => {
  it.each([
    ["an unknown client", { client_id: "3f1c0000-0000-4000-8000-000000000000" }, 700016],
    ["a redirect URI that isn't registered", { redirect_uri: "https://evil.example/" }, 50011],
    ["another port of an https redirect URI", { redirect_uri: "https://localhost:9001/" }, 50011],
    ["another case of the path", { redirect_uri: "https://localhost:9000/Path" }, 50011],
    ["no client", { client_id: "" }, 900144],
  ])("%s", async (_, change, code) => {
    const answer = await tenant.send("GET", url(change).href);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.status).toBe(400);
    expect(answer.data).toContain(`data-aadsts="${code}"`);
    expect(answer.data).toContain(`AADSTS${code}: `);
    expect(answer.data).toContain("Sandbox — not Microsoft");
  });

  it("an unknown tenant, and /common for a single-tenant application", async () => {
    expect((await tenant.send("GET", url({}, "elsewhere.example").href)).data).toContain(
      'data-aadsts="90002"',
    );
    expect((await tenant.send("GET", url({}, "common").href)).data).toContain('data-aadsts="50194"');
  });

  it("a client without any redirect URI, and one without service principal", async () => {
    await tenant.done("PATCH", `/applications/${world.client.id}`, { web: { redirectUris: [] } });
    expect((await tenant.send("GET", url({ redirect_uri: "" }).href)).data).toContain('data-aadsts="900971"');
    await tenant.done("DELETE", `/servicePrincipals/${world.client.principalId}`);
    expect((await tenant.send("GET", url().href)).data).toContain('data-aadsts="7000229"');
  });

  it("a user who isn't assigned, neither in person nor through a group", async () => {
    await tenant.done("PATCH", `/servicePrincipals/${world.api.principalId}`, {
      appRoleAssignmentRequired: true,
    });
    await assign(ada.id, world.api.principalId);
    await assign(seed.groups.librarians.id, world.api.principalId);
    await expect(signIn({}, eve.userPrincipalName)).rejects.toThrow(HeadlessSignInError);
    await expect(signIn({}, eve.userPrincipalName)).rejects.toMatchObject({
      aadsts: 50105,
      message: expect.stringContaining(eve.userPrincipalName),
    });
    expect((await signIn()).searchParams.has("code")).toBe(true);
    expect((await signIn({}, grace.userPrincipalName)).searchParams.has("code")).toBe(true);
  });

  it("escapes what it was given", async () => {
    const { data } = await tenant.send(
      "GET",
      url({ redirect_uri: 'https://x/"><script>alert(1)</script>' }).href,
    );
    expect(data).not.toContain("<script>");
  });
});

describe("what goes back to the client as error=…", () => {
  it.each([
    ["an unknown scope", { scope: "PLACEHOLDER/nothing" }, "invalid_client", 650053],
    ["an unknown resource", { scope: "api://nowhere/x" }, "invalid_resource", 500011],
    ["no scope", { scope: "" }, "invalid_request", 900144],
    [".default beside another scope", { scope: "PLACEHOLDER/.default User.Read" }, "invalid_scope", 70011],
    ["no response type", { response_type: "" }, "invalid_request", 900144],
    ["the implicit flow for ID tokens", { response_type: "id_token" }, "unsupported_response_type", 700054],
    ["the implicit flow", { response_type: "token" }, "unsupported_response_type", 700051],
    ["an unknown response mode", { response_mode: "pigeon" }, "invalid_request", 70007],
    ["an unknown prompt", { prompt: "please" }, "invalid_request", 90023],
    [
      "a challenge that is too short",
      { code_challenge: "short", code_challenge_method: "S256" },
      "invalid_request",
      501491,
    ],
    [
      "an unknown challenge method",
      { code_challenge: "x".repeat(43), code_challenge_method: "S1" },
      "invalid_request",
      50149,
    ],
    ["prompt=none without a session", { prompt: "none" }, "login_required", 50058],
  ] as [string, Record<string, string>, string, number][])("%s", async (_, change, error, code) => {
    const filled =
      change.scope === undefined
        ? change
        : { ...change, scope: change.scope.replace("PLACEHOLDER", world.api.uri) };
    const { headers } = await tenant.send("GET", url(filled).href);
    const back = new URL(headers.location);
    expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error,
      error_description: expect.stringContaining(`AADSTS${code}: `),
      state: "kept",
    });
    expect(back.searchParams.has("code")).toBe(false);
  });

  it("a scope that was disabled", async () => {
    await tenant.done("PATCH", `/applications/${world.api.id}`, {
      api: {
        oauth2PermissionScopes: [
          scope(books, "11111111-1111-4111-8111-111111111111", { isEnabled: false }),
          scope(read, "22222222-2222-4222-8222-222222222222"),
        ],
      },
    });
    const { headers } = await tenant.send("GET", url().href);
    expect(headers.location).toContain("AADSTS650053");
  });

  it("an API that .default names but nobody listed", async () => {
    expect(
      (await signIn({ scope: `${world.api.uri}/.default` })).searchParams.get("error_description"),
    ).toContain("AADSTS650057");
  });

  it("a single-page client without PKCE", async () => {
    const spa = await makeClient(tenant, { web: {}, spa: { redirectUris: [REDIRECT] } });
    const { headers } = await tenant.send("GET", url({ client_id: spa.appId }).href);
    expect(headers.location).toContain("AADSTS9002325");
  });
});
