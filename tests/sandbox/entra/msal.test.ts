import { ConfidentialClientApplication, CryptoProvider } from "@azure/msal-node";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { ada, books, claimsOf, makeApi, makeClient, REDIRECT, seed, useTenant } from "./support.ts";

const tenant = useTenant({ overTls: true, fresh: false });
let api: Awaited<ReturnType<typeof makeApi>>;
let client: Awaited<ReturnType<typeof makeClient>>;
let msal: ConfidentialClientApplication;

beforeAll(async () => {
  api = await makeApi(tenant);
  client = await makeClient(tenant);
  msal = new ConfidentialClientApplication({
    auth: {
      clientId: client.appId,
      clientSecret: client.secret,
      authority: `${tenant.entra.url}/${seed.tenantId}`,
      knownAuthorities: [new URL(tenant.entra.url).host],
    },
  });
});

describe("Microsoft's own library, @azure/msal-node, unchanged and over TLS", () => {
  it("signs a user in with authorization code and PKCE", async () => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const scopes = [`${api.uri}/${books}`];
    const url = await msal.getAuthCodeUrl({
      scopes,
      redirectUri: REDIRECT,
      codeChallenge: challenge,
      codeChallengeMethod: "S256",
      state: "kept",
      nonce: "once",
    });
    const back = await signInHeadless(url, { user: ada.userPrincipalName });
    expect(back.searchParams.get("state")).toBe("kept");
    const code = back.searchParams.get("code") ?? "";
    const result = await msal.acquireTokenByCode(
      { code, scopes, redirectUri: REDIRECT, codeVerifier: verifier, state: "kept", nonce: "once" },
      { code, state: back.searchParams.get("state") ?? "" },
    );
    expect(result.account).toMatchObject({ username: ada.userPrincipalName, tenantId: seed.tenantId });
    expect(result.idTokenClaims).toMatchObject({ nonce: "once", oid: ada.id, ver: "2.0" });
    expect(claimsOf(result.accessToken)).toMatchObject({ aud: api.appId, azp: client.appId, scp: books });
  });

  it("renews silently with the refresh token it was given", async () => {
    const [account] = await msal.getTokenCache().getAllAccounts();
    const result = await msal.acquireTokenSilent({
      account: account as NonNullable<typeof account>,
      scopes: [`${api.uri}/${books}`],
      forceRefresh: true,
    });
    expect(result.fromCache).toBe(false);
    expect(claimsOf(result.accessToken)).toMatchObject({ scp: books });
  });

  it("gets a token for the application itself with client credentials", async () => {
    const result = await msal.acquireTokenByClientCredential({ scopes: [`${api.uri}/.default`] });
    const claims = claimsOf(result?.accessToken ?? "");
    expect(claims).toMatchObject({
      aud: api.appId,
      azp: client.appId,
      oid: client.principalId,
      idtyp: "app",
    });
    expect(claims).not.toHaveProperty("scp");
  });

  it("understands the errors", async () => {
    const wrong = new ConfidentialClientApplication({
      auth: {
        clientId: client.appId,
        clientSecret: "wrong",
        authority: `${tenant.entra.url}/${seed.tenantId}`,
        knownAuthorities: [new URL(tenant.entra.url).host],
      },
    });
    await expect(
      wrong.acquireTokenByClientCredential({ scopes: [`${api.uri}/.default`] }),
    ).rejects.toMatchObject({
      errorCode: "invalid_client",
      errorMessage: expect.stringContaining("AADSTS7000215"),
    });
  });
});
