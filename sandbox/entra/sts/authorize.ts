import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { EntraContext, StsEnv } from "../context.ts";
import { adminConsentPage, consentPage } from "../pages/consent.ts";
import { signInPage } from "../pages/sign-in.ts";
import type { User } from "../store/types.ts";
import { AadstsError } from "./aadsts.ts";
import { adminConsentRequired, consentMissing, notSignedIn } from "./aadsts-access.ts";
import { checkAssigned, clientNamed } from "./access.ts";
import { parseAuthorizeRequest, RefusedRequest } from "./authorize-request.ts";
import { needsAdministrator, unconsented } from "./consent.ts";
import { checkListed, requestedScopes } from "./requested-scopes.ts";
import { sendToClient } from "./respond.ts";
import type { AuthorizeRequest } from "./sessions.ts";

type C = Context<StsEnv>;

/** Who is signed in at Entra in this browser. */
export const SESSION_COOKIE = "ESTSAUTH";
/** Ties the forms to the browser they were shown in, so that no other site can post them. */
export const BROWSER_COOKIE = "esctx";

/** `GET` or `POST /{tenant}/oauth2/authorize` and `/{tenant}/oauth2/v2.0/authorize`. */
export function authorize(entra: EntraContext): Hono<StsEnv> {
  const app = new Hono<StsEnv>();
  for (const version of [1, 2] as const)
    app.on(["GET", "POST"], `/:tenant/oauth2/${version === 2 ? "v2.0/" : ""}authorize`, async (c) => {
      const tenant = c.req.param("tenant");
      const params =
        c.req.method === "GET" ? new URL(c.req.url).searchParams : new URLSearchParams(await c.req.text());
      const request = parseAuthorizeRequest(entra, tenant, version, params);
      const session = entra.sessions.session(getCookie(c, SESSION_COOKIE));
      const user = session && entra.directory.users.get(session.userId);
      const mustSignIn = request.prompt === "login" || request.prompt === "select_account";
      if (!session || !user?.accountEnabled || mustSignIn) {
        if (request.prompt === "none") throw new RefusedRequest(notSignedIn(), request);
        return c.html(signInPage(entra, { flow: startFlow(c, entra, request), request }));
      }
      return proceed(c, entra, request, user, session.authTime);
    });
  return app;
}

/** Once the user is known: assignment, consent, then the code. */
export function proceed(c: C, entra: EntraContext, request: AuthorizeRequest, user: User, authTime: number) {
  const client = clientNamed(entra, request.clientAppId);
  const requested = requestedScopes(entra, client, request.scope);
  const silent = request.prompt === "none";
  try {
    checkAssigned(entra, user, [client, ...requested.resources.map((resource) => resource.servicePrincipal)]);
    for (const resource of requested.resources) {
      const hasGrants =
        entra.directory.grantsFor(client.id, resource.servicePrincipal.id, user.id).length > 0;
      checkListed(client, resource, hasGrants);
    }
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    if (silent) throw new RefusedRequest(asInteraction(error), request);
    throw new RefusedRequest(error, error.onPage ? undefined : request);
  }
  const missing = unconsented(entra, client, user, requested, request.prompt === "consent");
  if (missing.length > 0) {
    if (silent)
      throw new RefusedRequest(
        consentMissing(client.appId, client.displayName ?? "", "interaction_required"),
        request,
      );
    const flow = startFlow(c, entra, request, user.id, authTime);
    const isAdmin = entra.switches.administrators.includes(user.userPrincipalName);
    if (needsAdministrator(entra, client, missing) && !isAdmin)
      return c.html(
        adminConsentPage(entra, {
          flow,
          client,
          user,
          missing,
          error: adminConsentRequired(client.appId, client.displayName ?? ""),
        }),
        403,
      );
    return c.html(consentPage(entra, { flow, client, user, missing, isAdmin }));
  }
  const code = entra.sessions.issueCode(
    {
      clientAppId: client.appId,
      userId: user.id,
      scope: request.scope,
      redirectUri: request.redirectUri,
      nonce: request.nonce,
      authTime,
    },
    request.challenge,
  );
  return sendToClient(c, request, {
    code,
    ...(request.state === undefined ? {} : { state: request.state }),
    session_state: randomBytes(16).toString("hex"),
  });
}

/** With `prompt=none` nothing can be shown, so the client learns that a person is needed. */
const asInteraction = (error: AadstsError) =>
  new AadstsError(error.code, "interaction_required", error.message.replace(/^AADSTS\d+: /, ""));

function startFlow(
  c: C,
  entra: EntraContext,
  request: AuthorizeRequest,
  userId?: string,
  authTime = 0,
): string {
  const browser = getCookie(c, BROWSER_COOKIE) ?? randomBytes(32).toString("base64url");
  setCookie(c, BROWSER_COOKIE, browser, cookieOptions(entra));
  return entra.sessions.startFlow({ browser, request, userId, authTime });
}

export const cookieOptions = (entra: EntraContext) =>
  ({ path: "/", httpOnly: true, sameSite: "Lax", secure: entra.url().startsWith("https:") }) as const;
