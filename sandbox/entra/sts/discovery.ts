import { Hono } from "hono";
import type { EntraContext, StsEnv } from "../context.ts";
import { checkTenant, isShared, issuerV1, issuerV2 } from "./tenants.ts";

/** Where clients learn the addresses: cloud metadata (the plugin), OpenID configuration v1 and v2, signing keys. */
export function discovery(entra: EntraContext): Hono<StsEnv> {
  const app = new Hono<StsEnv>();

  // `loginEndpoint` without a slash at its end: the plugin glues the tenant to it.
  app.get("/metadata/endpoints", (c) => {
    const base = entra.url();
    return c.json({
      name: "AzureCloud",
      portal: base,
      authentication: {
        loginEndpoint: base,
        audiences: [base],
        tenant: "common",
        identityProvider: "AAD",
      },
      graph: `${base}/`,
      graphAudience: `${base}/`,
      microsoftGraphResourceId: `${base}/`,
      resourceManager: `${base}/`,
      suffixes: {},
    });
  });

  for (const version of [1, 2] as const) {
    const suffix = version === 2 ? "/v2.0" : "";
    app.get(`/:tenant${suffix}/.well-known/openid-configuration`, (c) => {
      const tenant = c.req.param("tenant");
      checkTenant(entra, tenant, "invalid_tenant");
      const document = openIdConfiguration(entra, version, tenant);
      const issuer = document.issuer.replace(entra.tenantId, "{tenantid}");
      return c.json(isShared(tenant) ? { ...document, issuer } : document);
    });
  }
  for (const path of ["/:tenant/discovery/v2.0/keys", "/:tenant/discovery/keys"] as const)
    app.get(path, (c) => {
      checkTenant(entra, c.req.param("tenant"), "invalid_tenant");
      return c.json(entra.keys.jwks(issuerV2(entra)));
    });
  return app;
}

function openIdConfiguration(entra: EntraContext, version: 1 | 2, tenant: string) {
  const base = `${entra.url()}/${tenant}`;
  const oauth = version === 2 ? `${base}/oauth2/v2.0` : `${base}/oauth2`;
  return {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    jwks_uri: version === 2 ? `${base}/discovery/v2.0/keys` : `${base}/discovery/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: version === 2 ? issuerV2(entra) : issuerV1(entra),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${entra.url()}/oidc/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: [
      "sub",
      "iss",
      "aud",
      "exp",
      "iat",
      "auth_time",
      "acr",
      "nonce",
      "preferred_username",
      "name",
      "tid",
      "ver",
      "email",
    ],
    // Entra announces S256 nowhere, yet supports it; oauth clients that look here would otherwise not use it.
    code_challenge_methods_supported: ["S256", "plain"],
    cloud_instance_name: "sandbox",
    msgraph_host: new URL(entra.url()).host,
    tenant_region_scope: "SANDBOX",
  };
}
