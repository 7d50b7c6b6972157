import { describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { harnessFor, type Reply } from "./harness.ts";

const { organization, organizationId, personalAccessToken } = seed;
const client: { clientId: string; clientSecret: string } = seed.client;
const admin: { username: string; password: string } = seed.admin;
const jwt = "urn:ietf:params:oauth:token-type:jwt";
const exchange = {
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token_type: jwt,
  requested_token_type: jwt,
  subject_token: personalAccessToken,
  orgHandle: organization,
  scope: "apim:api_view apim:nonsense",
};

function post(url: string, form: Record<string, string>, basic?: [string, string]): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(form),
    headers: basic ? { authorization: `Basic ${Buffer.from(basic.join(":")).toString("base64")}` } : {},
  });
}

describe("Choreo", () => {
  const harness = harnessFor({ fresh: false });
  const listApis = (token: string): Promise<Reply> =>
    harness.raw("GET", `${harness.choreo.urls.publisher}/apis?organizationId=${organizationId}`, { token });

  test("client credentials with the organisation's handle give a token for it", async () => {
    const answer = await post(
      harness.choreo.urls.token,
      { grant_type: "client_credentials", orgHandle: organization, scope: "apim:api_view" },
      [client.clientId, client.clientSecret],
    );
    const body = (await answer.json()) as { access_token: string };
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 900, scope: "apim:api_view" });
    expect(await listApis(body.access_token)).toMatchObject({ status: 200 });
  });

  test("without handle or scope the token opens nothing", async () => {
    for (const form of [{ scope: "apim:api_view" }, { orgHandle: organization }]) {
      const answer = await post(
        harness.choreo.urls.token,
        { grant_type: "client_credentials", ...form } as unknown as Record<string, string>,
        [client.clientId, client.clientSecret],
      );
      const body = (await answer.json()) as { access_token: string };
      expect(await listApis(body.access_token)).toMatchObject({ status: 401 });
    }
  });

  test("token exchange gives the subject's token, with the scopes that exist", async () => {
    const answer = await post(harness.choreo.urls.token, { ...exchange, client_id: client.clientId });
    const body = (await answer.json()) as { access_token: string };
    expect(body).toMatchObject({ issued_token_type: jwt, scope: "apim:api_view" });
    expect(await listApis(body.access_token)).toMatchObject({ status: 200 });
  });

  test("offline_access gives a refresh token, good once and for its client alone", async () => {
    const { token: url } = harness.choreo.urls;
    const asked = { ...exchange, client_id: client.clientId, scope: "apim:api_view offline_access" };
    const first = (await (await post(url, asked)).json()) as { refresh_token: string };
    const again = (refresh: string, id = client.clientId) =>
      post(url, { grant_type: "refresh_token", refresh_token: refresh, client_id: id });
    expect((await again(first.refresh_token, "somebody")).status).toBe(401);
    const second = (await (await again(first.refresh_token)).json()) as Record<string, string>;
    expect(second).toMatchObject({ scope: "apim:api_view", refresh_token: expect.any(String) });
    expect(await listApis(second.access_token as string)).toMatchObject({ status: 200 });
    expect((await again(first.refresh_token)).status).toBe(400);
  });

  test("where offline_access is not allowed, the request is refused", async () => {
    harness.choreo.setSwitches({ refreshTokens: false });
    const form = { ...exchange, client_id: client.clientId, scope: "apim:api_view offline_access" };
    const answer = await post(harness.choreo.urls.token, form);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ error: "invalid_scope" }),
    ]);
    harness.choreo.setSwitches({ refreshTokens: true });
  });

  test.each([
    ["a wrong secret", { grant_type: "client_credentials" }, 401, "invalid_client"],
    [
      "an unknown handle",
      { ...exchange, client_id: client.clientId, orgHandle: "nobody" },
      400,
      "invalid_request",
    ],
    [
      "a bad subject token",
      { ...exchange, client_id: client.clientId, subject_token: "x" },
      400,
      "invalid_grant",
    ],
    [
      "another type of subject token",
      { ...exchange, client_id: client.clientId, subject_token_type: "x" },
      400,
      "invalid_request",
    ],
    [
      "the password grant",
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        grant_type: "password",
        orgHandle: organization,
      },
      400,
      "unsupported_grant_type",
    ],
  ])("%s is refused", async (_, form, status, error) => {
    const basic: [string, string] | undefined = "client_id" in form ? undefined : [client.clientId, "wrong"];
    const answer = await post(harness.choreo.urls.token, form as unknown as Record<string, string>, basic);
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status, body: { error } });
  });
});

describe("API Manager", () => {
  const harness = harnessFor({ flavour: "apim", fresh: false });

  const register = (password = admin.password) =>
    fetch(harness.choreo.urls.clientRegistration, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${admin.username}:${password}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        callbackUrl: "www.example.com",
        clientName: "rest_api",
        owner: admin.username,
        grantType: "client_credentials password refresh_token",
        saasApp: true,
        // As apictl, WSO2's CLI, sends it.
        tokenScope: "Production",
      }),
    });

  test("a client registers, once and again, and gets tokens with a password and without", async () => {
    const registered = (await (await register()).json()) as { clientId: string; clientSecret: string };
    expect(await (await register()).json()).toMatchObject({ clientId: registered.clientId });
    const grants = [
      { grant_type: "password", username: admin.username, password: admin.password },
      { grant_type: "client_credentials" },
    ];
    for (const grant of grants) {
      const answer = await post(
        harness.choreo.urls.token,
        { ...grant, scope: "apim:api_view" } as unknown as Record<string, string>,
        [registered.clientId, registered.clientSecret],
      );
      const { access_token } = (await answer.json()) as { access_token: string };
      const url = `${harness.choreo.urls.publisher}/apis`;
      expect(await harness.raw("GET", url, { token: access_token })).toMatchObject({ status: 200 });
    }
  });

  test("wrong passwords are refused", async () => {
    expect(await register("wrong")).toMatchObject({ status: 401 });
    const { clientId, clientSecret } = (await (await register()).json()) as typeof client;
    const answer = await post(
      harness.choreo.urls.token,
      { grant_type: "password", username: admin.username, password: "wrong" },
      [clientId, clientSecret],
    );
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
  });

  test("an unknown tenant is refused, the own one is not", async () => {
    const token = await harness.choreo.mintToken();
    const ask = (tenant: string) =>
      fetch(`${harness.choreo.urls.publisher}/apis`, {
        headers: { authorization: `Bearer ${token}`, "x-wso2-tenant": tenant },
      });
    const refused = await ask("nobody.example");
    expect({ status: refused.status, body: await refused.json() }).toMatchObject({
      status: 400,
      body: { code: 901300 },
    });
    expect(await ask("carbon.super")).toMatchObject({ status: 200 });
  });
});
