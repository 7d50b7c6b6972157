import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, StsEnv } from "../context.ts";
import type { ServicePrincipal, User } from "../store/types.ts";
import { userDisabled } from "./aadsts-access.ts";
import { missingParameter, notMultiTenant } from "./aadsts-request.ts";
import {
  challengeMissing,
  codeUsed,
  grantExpired,
  grantInvalid,
  malformedCode,
  redirectChanged,
  unsupportedGrant,
  verifierMismatch,
  verifierMissing,
} from "./aadsts-token.ts";
import { clientNamed } from "./access.ts";
import { authenticateClient, presentedClient } from "./client-authentication.ts";
import { clientCredentials } from "./client-credentials.ts";
import { platformOf } from "./redirects.ts";
import type { Code, Granted } from "./sessions.ts";
import { checkTenant, isShared } from "./tenants.ts";
import { issueForUser } from "./user-tokens.ts";

/** `POST /{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token`. */
export function token(entra: EntraContext): Hono<StsEnv> {
  const app = new Hono<StsEnv>();
  for (const version of [1, 2] as const)
    app.post(`/:tenant/oauth2/${version === 2 ? "v2.0/" : ""}token`, async (c) => {
      const tenant = c.req.param("tenant");
      checkTenant(entra, tenant, "invalid_request");
      const form = new URLSearchParams(await c.req.text());
      const answer = await answerTo(entra, tenant, version, form, c.req.header("authorization"));
      return c.json(answer, 200, { "cache-control": "no-store", pragma: "no-cache" });
    });
  return app;
}

async function answerTo(
  entra: EntraContext,
  tenant: string,
  version: 1 | 2,
  form: URLSearchParams,
  authorization: string | undefined,
) {
  const { clientId, secret } = presentedClient(form, authorization);
  const grantType = form.get("grant_type");
  if (!grantType) throw missingParameter("grant_type");
  if (!clientId) throw missingParameter("client_id");
  const client = clientNamed(entra, clientId);
  if (isShared(tenant)) throw notMultiTenant(client.appId, client.displayName ?? "");
  switch (grantType) {
    case "client_credentials":
      authenticateClient(entra, client, secret, { publicAllowed: false });
      return clientCredentials(entra, client, version, form);
    case "authorization_code":
      return redeemCode(entra, client, version, form, secret);
    case "refresh_token":
      return refresh(entra, client, version, form, secret);
    default:
      throw unsupportedGrant(grantType);
  }
}

async function redeemCode(
  entra: EntraContext,
  client: ServicePrincipal,
  version: 1 | 2,
  form: URLSearchParams,
  secret: string | undefined,
) {
  const value = form.get("code");
  if (!value) throw missingParameter("code");
  const code = entra.sessions.code(value);
  if (!code) throw malformedCode();
  const clientAuthentication = authenticateClient(entra, client, secret, {
    publicAllowed: isPublicRedirect(entra, client, code.redirectUri),
  });
  if (code.clientAppId !== client.appId) throw grantInvalid("The code was issued to another client.");
  if (code.used) throw codeUsed();
  if (code.expires <= entra.clock.now()) throw grantExpired();
  const redirectUri = form.get("redirect_uri") ?? "";
  if (redirectUri !== code.redirectUri) throw redirectChanged(redirectUri, code.redirectUri);
  checkVerifier(code, form.get("code_verifier") ?? undefined);
  const user = activeUser(entra, code);
  code.used = true;
  try {
    return await issueForUser(entra, { client, user, version, form, granted: code, clientAuthentication });
  } catch (error) {
    code.used = false;
    throw error;
  }
}

function refresh(
  entra: EntraContext,
  client: ServicePrincipal,
  version: 1 | 2,
  form: URLSearchParams,
  secret: string | undefined,
) {
  const value = form.get("refresh_token");
  if (!value) throw missingParameter("refresh_token");
  const granted = entra.sessions.refreshToken(value);
  if (!granted) throw malformedCode();
  const clientAuthentication = authenticateClient(entra, client, secret, {
    publicAllowed: isPublicRedirect(entra, client, granted.redirectUri),
  });
  if (granted.clientAppId !== client.appId)
    throw grantInvalid("The refresh token was issued to another client.");
  if (granted.expires <= entra.clock.now()) throw grantExpired();
  const user = activeUser(entra, granted);
  return issueForUser(entra, { client, user, version, form, granted, clientAuthentication });
}

function activeUser({ directory }: EntraContext, { userId }: Granted): User {
  const user = directory.users.get(userId);
  if (!user?.accountEnabled) throw userDisabled();
  return user;
}

/** A code that came over a single-page or mobile redirect URI is redeemed without a secret. */
function isPublicRedirect(
  { directory }: EntraContext,
  client: ServicePrincipal,
  redirectUri: string,
): boolean {
  const application = directory.applicationByAppId(client.appId);
  return application !== undefined && platformOf(application, redirectUri) !== "web";
}

function checkVerifier({ challenge }: Code, verifier: string | undefined): void {
  if (!challenge) {
    if (verifier) throw challengeMissing();
    return;
  }
  if (!verifier) throw verifierMissing();
  const derived =
    challenge.method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  if (derived !== challenge.value) throw verifierMismatch();
}
