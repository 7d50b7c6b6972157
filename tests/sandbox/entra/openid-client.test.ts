import { beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { books, grace, makeApi, makeClient, REDIRECT, seed, useTenant } from "./support.ts";

const tenant = useTenant({ overTls: true, fresh: false });
let api: Awaited<ReturnType<typeof makeApi>>;
let app: Awaited<ReturnType<typeof makeClient>>;

beforeAll(async () => {
  api = await makeApi(tenant);
  app = await makeClient(tenant);
});

describe("openid-client, over TLS", () => {
  it("discovers, signs in with PKCE, state and nonce, verifies the ID token, refreshes, reads user info", async () => {
    const issuer = new URL(`${tenant.entra.url}/${seed.tenantId}/v2.0`);
    const config = await client.discovery(issuer, app.appId, app.secret);
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: "openid profile offline_access",
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const back = await signInHeadless(url, { user: grace.userPrincipalName });
    // Entra sends no `iss` to the redirect URI (RFC 9207), and doesn't announce it.
    expect(back.searchParams.has("iss")).toBe(false);
    const tokens = await client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    expect(claims).toMatchObject({ oid: grace.id, preferred_username: grace.userPrincipalName });
    const info = await client.fetchUserInfo(config, tokens.access_token, claims?.sub ?? "");
    expect(info.name).toBe(grace.displayName);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(renewed.claims()?.sub).toBe(claims?.sub);
  });

  it("gets a token with client credentials that verifies against the published keys", async () => {
    const issuer = new URL(`${tenant.entra.url}/${seed.tenantId}/v2.0`);
    const config = await client.discovery(issuer, app.appId, app.secret);
    const { access_token } = await client.clientCredentialsGrant(config, { scope: `${api.uri}/.default` });
    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? ""));
    const { payload } = await jwtVerify(access_token, keys, {
      issuer: tenant.entra.issuers.v2,
      audience: api.appId,
      algorithms: ["RS256"],
    });
    expect(payload.ver).toBe("2.0");
  });
});

describe("oauth4webapi, over TLS, at the v1 endpoints", () => {
  it("discovers and redeems a code for a resource", async () => {
    const issuer = new URL(tenant.entra.issuers.v1);
    const server = await oauth
      .discoveryRequest(issuer)
      .then((response) => oauth.processDiscoveryResponse(issuer, response));
    expect(server.issuer).toBe(tenant.entra.issuers.v1);
    const caller = { client_id: app.appId };
    const url = new URL(server.authorization_endpoint ?? "");
    const verifier = oauth.generateRandomCodeVerifier();
    url.search = new URLSearchParams({
      client_id: app.appId,
      response_type: "code",
      redirect_uri: REDIRECT,
      scope: `openid ${api.uri}/${books}`,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state: "s",
      nonce: "n",
    }).toString();
    const back = await signInHeadless(url, { user: grace.userPrincipalName });
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      caller,
      oauth.ClientSecretPost(app.secret),
      oauth.validateAuthResponse(server, caller, back, "s"),
      REDIRECT,
      verifier,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, caller, response, {
      expectedNonce: "n",
    });
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      ver: "1.0",
      upn: grace.userPrincipalName,
    });
  });
});
