import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import {
  ada,
  authorizeUrl,
  books,
  claimsOf,
  grace,
  makeApi,
  makeClient,
  REDIRECT,
  seed,
  tokenFor,
  useTenant,
} from "./support.ts";

let client: Awaited<ReturnType<typeof makeClient>>;
const NOW = Date.UTC(2026, 10, 24);
const tenant = useTenant({ clock: () => NOW, fresh: false });
const role = {
  id: "66666666-6666-4666-8666-666666666666",
  value: "librarian",
  displayName: "Librarian",
  isEnabled: true,
  allowedMemberTypes: ["User"],
};

beforeAll(async () => {
  client = await makeClient(tenant);
});

const times = { iat: NOW / 1000, nbf: NOW / 1000, exp: NOW / 1000 + 3599 };
const uti = expect.stringMatching(/^[\w-]{22}$/);

describe("access tokens of a user", () => {
  it("are v2 where the API asks for 2", async () => {
    const api = await makeApi(tenant, { version: 2 });
    const { access_token, ...answer } = await tokenFor(tenant, client, `openid ${api.uri}/${books}`);
    expect(answer).toMatchObject({
      token_type: "Bearer",
      expires_in: 3599,
      ext_expires_in: 3599,
      scope: `${api.uri}/${books} openid`,
    });
    const claims = claimsOf(access_token);
    expect(claims).toMatchObject({
      ...times,
      aud: api.appId,
      iss: `${tenant.entra.url}/${seed.tenantId}/v2.0`,
      azp: client.appId,
      azpacr: "1",
      name: ada.displayName,
      oid: ada.id,
      preferred_username: ada.userPrincipalName,
      scp: books,
      tid: seed.tenantId,
      uti,
      ver: "2.0",
    });
    for (const absent of ["appid", "upn", "roles", "idtyp", "groups"])
      expect(claims).not.toHaveProperty(absent);
    expect(decodeProtectedHeader(access_token)).toEqual({
      alg: "RS256",
      typ: "JWT",
      kid: expect.any(String),
    });
  });

  it.each([1, null] as const)("are v1 where the API asks for %s", async (version) => {
    const api = await makeApi(tenant, { version });
    const { access_token } = await tokenFor(tenant, client, `${api.uri}/${books}`);
    const claims = claimsOf(access_token);
    expect(claims).toMatchObject({
      ...times,
      aud: api.uri,
      iss: `${tenant.entra.url}/${seed.tenantId}/`,
      appid: client.appId,
      appidacr: "1",
      oid: ada.id,
      scp: books,
      upn: ada.userPrincipalName,
      unique_name: ada.userPrincipalName,
      uti,
      ver: "1.0",
    });
    for (const absent of ["azp", "preferred_username"]) expect(claims).not.toHaveProperty(absent);
    const header = decodeProtectedHeader(access_token);
    expect(header.x5t).toBe(header.kid);
  });

  it("hold the roles that the user or a group of the user has, and groups when the API wants them", async () => {
    const api = await makeApi(tenant, { roles: [role] });
    await tenant.done("PATCH", `/applications/${api.id}`, { groupMembershipClaims: "SecurityGroup" });
    await tenant.done("POST", `/servicePrincipals/${api.principalId}/appRoleAssignedTo`, {
      principalId: seed.groups.librarians.id,
      resourceId: api.principalId,
      appRoleId: role.id,
    });
    const ask = async (user: string) =>
      claimsOf((await tokenFor(tenant, client, `${api.uri}/${books}`, user)).access_token);
    expect(await ask(grace.userPrincipalName)).toMatchObject({
      roles: ["librarian"],
      groups: [seed.groups.librarians.id],
    });
    expect(await ask(ada.userPrincipalName)).toMatchObject({ groups: [] });
    expect(await ask(ada.userPrincipalName)).not.toHaveProperty("roles");
  });

  it("have a sub of their own for each API, while oid stays", async () => {
    const [one, two] = [await makeApi(tenant), await makeApi(tenant)];
    const claims = await Promise.all(
      [one, two].map(async ({ uri }) =>
        claimsOf((await tokenFor(tenant, client, `${uri}/${books}`)).access_token),
      ),
    );
    expect(new Set(claims.map(({ sub }) => sub)).size).toBe(2);
    expect(new Set(claims.map(({ oid }) => oid)).size).toBe(1);
  });
});

describe("access tokens of an application", () => {
  it("at the v1 endpoint come for a resource, with times as strings", async () => {
    const api = await makeApi(tenant, { version: 1 });
    const { data } = await tenant.token(
      {
        grant_type: "client_credentials",
        client_id: client.appId,
        client_secret: client.secret,
        resource: api.uri,
      },
      1,
    );
    expect(data).toMatchObject({ expires_in: "3599", expires_on: String(times.exp), resource: api.uri });
    expect(claimsOf(data.access_token)).toMatchObject({
      aud: api.uri,
      appid: client.appId,
      oid: client.principalId,
      sub: client.principalId,
      idtyp: "app",
      ver: "1.0",
    });
  });

  it("can be asked for with HTTP Basic", async () => {
    const api = await makeApi(tenant);
    const basic = Buffer.from(`${client.appId}:${encodeURIComponent(client.secret)}`).toString("base64");
    const { status } = await tenant.form(
      `/${seed.tenantId}/oauth2/v2.0/token`,
      { grant_type: "client_credentials", scope: `${api.uri}/.default` },
      { authorization: `Basic ${basic}` },
    );
    expect(status).toBe(200);
  });
});

describe("ID tokens", () => {
  it("come with openid only, and follow the endpoint's version", async () => {
    const api = await makeApi(tenant, { version: 1 });
    expect(await tokenFor(tenant, client, `${api.uri}/${books}`)).not.toHaveProperty("id_token");
    const v2 = await tokenFor(tenant, client, `openid ${api.uri}/${books}`);
    expect(claimsOf(v2.id_token)).toMatchObject({
      aud: client.appId,
      iss: tenant.entra.issuers.v2,
      ver: "2.0",
      preferred_username: ada.userPrincipalName,
    });
    const url = authorizeUrl(
      tenant.entra,
      { client_id: client.appId, resource: api.uri, nonce: "n" },
      { version: 1 },
    );
    const back = await signInHeadless(url, { user: ada.userPrincipalName });
    const { data } = await tenant.token(
      {
        grant_type: "authorization_code",
        client_id: client.appId,
        client_secret: client.secret,
        code: back.searchParams.get("code") ?? "",
        redirect_uri: REDIRECT,
        resource: api.uri,
      },
      1,
    );
    expect(claimsOf(data.id_token)).toMatchObject({
      iss: tenant.entra.issuers.v1,
      ver: "1.0",
      nonce: "n",
      upn: ada.userPrincipalName,
    });
    expect(data).toMatchObject({ resource: api.uri, refresh_token: expect.any(String) });
  });
});
