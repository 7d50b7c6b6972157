import { describe, expect, it } from "@jest/globals";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { useApiAndClient } from "./apiAndClient.ts";
import { ada, authorizeUrl, books, eve, makeClient, REDIRECT, read, seed } from "./support.ts";

const world = useApiAndClient();
const { tenant, url, signIn } = world;

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
      { client_id: world.client.appId, scope: `${world.api.uri}/${books}` },
      { version: 1 },
    );
    const back = await signInHeadless(v1, { user: ada.userPrincipalName });
    const { status } = await tenant.token({
      grant_type: "authorization_code",
      client_id: world.client.appId,
      client_secret: world.client.secret,
      scope: `${world.api.uri}/${books}`,
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
    const silent = url({ prompt: "none", scope: `${world.api.uri}/${read}` });
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
    expect((await tenant.send("GET", url().href, undefined, cookie)).data).toMatch(
      /data-page="sign-in"[\s\S]*ada@taylordean\.example, [\s\S]*Password: <code>sandbox</,
    );
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
