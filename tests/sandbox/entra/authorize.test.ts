import { beforeEach, describe, expect, it } from "@jest/globals";
import { HeadlessSignInError, signInHeadless } from "../../../sandbox/entra/headless.ts";
import {
  ada,
  authorizeUrl,
  books,
  eve,
  grace,
  makeApi,
  makeClient,
  REDIRECT,
  read,
  scope,
  seed,
  useTenant,
  ZEROS,
} from "./support.ts";

const tenant = useTenant();
let api: Awaited<ReturnType<typeof makeApi>>;
let client: Awaited<ReturnType<typeof makeClient>>;

beforeEach(async () => {
  api = await makeApi(tenant);
  client = await makeClient(tenant);
});

const url = (params: Record<string, string> = {}, tenantName: string = seed.tenantId) =>
  authorizeUrl(
    tenant.entra,
    { client_id: client.appId, scope: `${api.uri}/${books}`, state: "kept", ...params },
    { tenant: tenantName },
  );
const signIn = (params: Record<string, string> = {}, user: string = ada.userPrincipalName) =>
  signInHeadless(url(params), { user });
const assign = (principalId: string, resourceId: string) =>
  tenant.done("POST", `/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
    principalId,
    resourceId,
    appRoleId: ZEROS,
  });

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
    await tenant.done("PATCH", `/applications/${client.id}`, { web: { redirectUris: [] } });
    expect((await tenant.send("GET", url({ redirect_uri: "" }).href)).data).toContain('data-aadsts="900971"');
    await tenant.done("DELETE", `/servicePrincipals/${client.principalId}`);
    expect((await tenant.send("GET", url().href)).data).toContain('data-aadsts="7000229"');
  });

  it("a user who isn't assigned, neither in person nor through a group", async () => {
    await tenant.done("PATCH", `/servicePrincipals/${api.principalId}`, { appRoleAssignmentRequired: true });
    await assign(ada.id, api.principalId);
    await assign(seed.groups.librarians.id, api.principalId);
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
        : { ...change, scope: change.scope.replace("PLACEHOLDER", api.uri) };
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
    await tenant.done("PATCH", `/applications/${api.id}`, {
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
    expect((await signIn({ scope: `${api.uri}/.default` })).searchParams.get("error_description")).toContain(
      "AADSTS650057",
    );
  });

  it("a single-page client without PKCE", async () => {
    const spa = await makeClient(tenant, { web: {}, spa: { redirectUris: [REDIRECT] } });
    const { headers } = await tenant.send("GET", url({ client_id: spa.appId }).href);
    expect(headers.location).toContain("AADSTS9002325");
  });
});

describe("the answer", () => {
  it("is a code with the state, and no iss, which Entra doesn't send", async () => {
    const back = await signIn();
    expect([...back.searchParams.keys()].sort()).toEqual(["code", "session_state", "state"]);
  });

  it("comes as form_post or fragment when asked", async () => {
    const posted = await signIn({ response_mode: "form_post" });
    expect(posted.searchParams.get("state")).toBe("kept");
    const { hash, search } = await signIn({ response_mode: "fragment" });
    expect([search, hash]).toEqual(["", expect.stringContaining("code=")]);
  });

  it("takes a bare host for the host with a slash, and any port of http://localhost", async () => {
    expect((await signIn({ redirect_uri: "https://localhost:9000" })).href).toContain(`${REDIRECT}?`);
    const native = await makeClient(tenant, { publicClient: { redirectUris: ["http://localhost/cb"] } });
    const back = await signIn({ client_id: native.appId, redirect_uri: "http://localhost:51234/cb" });
    expect(back.port).toBe("51234");
  });

  it("takes the guide's mixture: v1 authorize endpoint with a scope, v2 token endpoint", async () => {
    const v1 = authorizeUrl(
      tenant.entra,
      { client_id: client.appId, scope: `${api.uri}/${books}` },
      { version: 1 },
    );
    const back = await signInHeadless(v1, { user: ada.userPrincipalName });
    const { status } = await tenant.token({
      grant_type: "authorization_code",
      client_id: client.appId,
      client_secret: client.secret,
      scope: `${api.uri}/${books}`,
      code: back.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT,
    });
    expect(status).toBe(200);
  });
});

describe("session and prompt", () => {
  it("signs in once a browser; prompt=login asks again, prompt=none never does", async () => {
    const cookies = new Map<string, string>();
    await signInHeadless(url(), { user: ada.userPrincipalName, cookies });
    const cookie = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    expect((await tenant.send("GET", url().href, undefined, cookie)).headers.location).toContain("code=");
    expect(
      (await tenant.send("GET", url({ prompt: "none" }).href, undefined, cookie)).headers.location,
    ).toContain("code=");
    expect((await tenant.send("GET", url({ prompt: "login" }).href, undefined, cookie)).data).toContain(
      'data-page="sign-in"',
    );
    const silent = url({ prompt: "none", scope: `${api.uri}/${read}` });
    const { headers } = await tenant.send("GET", silent.href, undefined, cookie);
    expect(new URL(headers.location).searchParams.get("error")).toBe("interaction_required");
  });

  it("ends with sign-out, which goes back only to an address that is registered", async () => {
    const cookies = new Map<string, string>();
    await signInHeadless(url(), { user: ada.userPrincipalName, cookies });
    const cookie = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const logout = (target: string) =>
      tenant.send(
        "GET",
        `/${seed.tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(target)}`,
        undefined,
        cookie,
      );
    expect((await logout("https://evil.example/")).data).toContain("You signed out");
    expect((await logout(REDIRECT)).headers.location).toBe(REDIRECT);
    expect((await tenant.send("GET", url().href, undefined, cookie)).data).toContain('data-page="sign-in"');
  });
});

describe("the sign-in form", () => {
  const page = async (params: Record<string, string> = {}) => {
    const { data, headers } = await tenant.send("GET", url(params).href);
    const cookie = String(headers["set-cookie"]).split(";")[0] as string;
    return { html: String(data), cookie, ctx: /name="ctx" value="([^"]+)"/.exec(data)?.[1] ?? "" };
  };
  const post = (fields: Record<string, string>, cookie: string) =>
    tenant.form(`/${seed.tenantId}/login`, fields, { cookie });

  it("works without script, from the keyboard, and says whom it signs in for", async () => {
    const { html } = await page({ login_hint: ada.userPrincipalName });
    expect(html).not.toMatch(/<script|onclick|javascript:/i);
    for (const part of [
      "Sandbox — not Microsoft",
      "<strong>storefront</strong>",
      '<label for="login">',
      '<label for="passwd">',
      `value="${ada.userPrincipalName}"`,
      'lang="en"',
    ])
      expect(html).toContain(part);
  });

  it.each([
    ["a wrong password", ada.userPrincipalName, "wrong", 50126],
    ["an unknown user", `nobody@${seed.domain}`, "sandbox", 50034],
  ])("shows %s and lets one try again", async (_, login, passwd, code) => {
    const { ctx, cookie } = await page();
    const again = await post({ ctx, login, passwd, action: "sign-in" }, cookie);
    expect(again.data).toContain(`data-aadsts="${code}"`);
    const right = await post(
      { ctx, login: ada.userPrincipalName, passwd: seed.password, action: "sign-in" },
      cookie,
    );
    expect(right.data).toContain('data-page="consent"');
  });

  it("refuses a disabled account", async () => {
    await tenant.done("PATCH", `/users/${eve.id}`, { accountEnabled: false });
    await expect(signIn({}, eve.userPrincipalName)).rejects.toMatchObject({ aadsts: 50057 });
  });

  it("can't be framed, loads nothing and isn't cached", async () => {
    const { headers } = await tenant.send("GET", url().href);
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      "cache-control": "no-store",
    });
    expect(String(headers["set-cookie"])).toMatch(/HttpOnly.*SameSite=Lax/);
  });

  it("goes back with access_denied when cancelled", async () => {
    const { ctx, cookie } = await page();
    const { headers } = await post({ ctx, action: "cancel" }, cookie);
    expect(headers.location).toMatch(/error=access_denied.*AADSTS65004/);
  });

  it("takes no post from another browser or without its token", async () => {
    const { ctx, cookie } = await page();
    const right = { login: ada.userPrincipalName, passwd: seed.password, action: "sign-in" };
    for (const [fields, sent] of [
      [{ ctx, ...right }, "esctx=another"],
      [{ ctx, ...right }, ""],
      [{ ctx: "guessed", ...right }, cookie],
    ] as const)
      expect((await post(fields, sent)).data).toContain('data-aadsts="165000"');
  });
});
