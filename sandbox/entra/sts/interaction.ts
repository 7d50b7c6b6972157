import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { EntraContext, StsEnv } from "../context.ts";
import { signedOutPage } from "../pages/error.ts";
import { signInPage } from "../pages/sign-in.ts";
import type { User } from "../store/types.ts";
import { redirectUrisOf } from "../store/view.ts";
import {
  consentDeclined,
  requestTokensMismatch,
  signInCancelled,
  unknownUser,
  userDisabled,
  wrongPassword,
} from "./aadsts-access.ts";
import { clientNamed } from "./access.ts";
import { BROWSER_COOKIE, cookieOptions, proceed, SESSION_COOKIE } from "./authorize.ts";
import { RefusedRequest } from "./authorize-request.ts";
import { needsAdministrator, recordConsent, unconsented } from "./consent.ts";
import { matchesRedirect } from "./redirects.ts";
import { requestedScopes } from "./requested-scopes.ts";
import type { Flow } from "./sessions.ts";
import { checkTenant } from "./tenants.ts";

type C = Context<StsEnv>;

/** What the pages post back: sign-in and consent; and sign-out. */
export function interaction(entra: EntraContext): Hono<StsEnv> {
  const { sessions, directory } = entra;
  const app = new Hono<StsEnv>();

  app.post("/:tenant/login", async (c) => {
    const { id, flow, form } = await submitted(c, entra);
    const { request } = flow;
    if (form.get("action") === "cancel") {
      sessions.endFlow(id);
      throw new RefusedRequest(signInCancelled(), request);
    }
    const upn = (form.get("login") ?? "").trim();
    const checked = checkPassword(entra, upn, form.get("passwd") ?? "");
    if ("error" in checked)
      return c.html(signInPage(entra, { flow: id, request, upn, error: checked.error }));
    sessions.endFlow(id);
    const session = sessions.signIn(checked.user.id);
    setCookie(c, SESSION_COOKIE, session, cookieOptions(entra));
    return proceed(c, entra, request, checked.user, entra.clock.seconds());
  });

  app.post("/:tenant/consent", async (c) => {
    const { id, flow, form } = await submitted(c, entra);
    const { request, userId, authTime } = flow;
    const user = userId === undefined ? undefined : directory.users.get(userId);
    if (!user) throw new RefusedRequest(requestTokensMismatch());
    sessions.endFlow(id);
    if (form.get("action") !== "accept") throw new RefusedRequest(consentDeclined(), request);
    const client = clientNamed(entra, request.clientAppId);
    const isAdmin = entra.switches.administrators.includes(user.userPrincipalName);
    const asked = requestedScopes(entra, client, request.scope);
    const missing = unconsented(entra, client, user, asked, request.prompt === "consent");
    if (isAdmin || !needsAdministrator(entra, client, missing))
      recordConsent(entra, client, user, missing, isAdmin && form.get("everybody") === "yes");
    return proceed(c, entra, { ...request, prompt: undefined }, user, authTime);
  });

  for (const path of ["/:tenant/oauth2/v2.0/logout", "/:tenant/oauth2/logout"] as const)
    app.get(path, (c) => {
      checkTenant(entra, c.req.param("tenant"), "invalid_request");
      sessions.signOut(getCookie(c, SESSION_COOKIE));
      deleteCookie(c, SESSION_COOKIE, cookieOptions(entra));
      const target = c.req.query("post_logout_redirect_uri");
      const known = [...directory.applications.values()].flatMap(redirectUrisOf);
      if (target && known.some((registered) => matchesRedirect(registered, target))) {
        const url = new URL(target);
        const state = c.req.query("state");
        if (state) url.searchParams.set("state", state);
        return c.redirect(url.href);
      }
      return c.html(signedOutPage());
    });
  return app;
}

/** The form and the flow it belongs to; a form of another browser or another time is refused. */
async function submitted(
  c: C,
  entra: EntraContext,
): Promise<{ id: string; flow: Flow; form: URLSearchParams }> {
  const form = new URLSearchParams(await c.req.text());
  const id = form.get("ctx") ?? "";
  const flow = entra.sessions.flow(id, getCookie(c, BROWSER_COOKIE));
  if (!flow) throw new RefusedRequest(requestTokensMismatch());
  return { id, flow, form };
}

function checkPassword(
  { directory, tenantId }: EntraContext,
  upn: string,
  password: string,
): { user: User } | { error: ReturnType<typeof wrongPassword> } {
  const user = directory.userByPrincipalName(upn) ?? directory.guestByMail(upn);
  if (!user) return { error: unknownUser(upn, tenantId) };
  if (!directory.secrets.matches(user.id, password)) return { error: wrongPassword() };
  if (!user.accountEnabled) return { error: userDisabled() };
  return { user };
}
