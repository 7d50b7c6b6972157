import type { Context } from "hono";
import type { EntraContext, StsEnv } from "../context.ts";
import { errorPage } from "../pages/error.ts";
import { formPostPage } from "../pages/form-post.ts";
import { AadstsError } from "./aadsts.ts";
import { RefusedRequest } from "./authorize-request.ts";
import type { AuthorizeRequest } from "./sessions.ts";

type C = Context<StsEnv>;
type ReturnTo = Pick<AuthorizeRequest, "redirectUri" | "responseMode" | "state">;

/** Sends the browser back to the client with these parameters, in the way that the client asked for. */
export function sendToClient(c: C, { redirectUri, responseMode }: ReturnTo, params: Record<string, string>) {
  if (responseMode === "form_post") return c.html(formPostPage(redirectUri, params));
  const target = new URL(redirectUri);
  if (responseMode === "fragment") target.hash = new URLSearchParams(params).toString();
  else for (const [name, value] of Object.entries(params)) target.searchParams.set(name, value);
  return c.redirect(target.href, 302);
}

/** Any error of the sign-in service, in the form that the endpoint calls for. */
export function answerError(c: C, entra: EntraContext, error: Error) {
  const reason = error instanceof RefusedRequest ? error.reason : error;
  if (!(reason instanceof AadstsError)) throw error;
  const body = reason.body(entra.clock.iso(), entra.url());
  if (!(error instanceof RefusedRequest)) return c.json(body, reason.status);
  if (!error.returnTo) return c.html(errorPage(body), reason.status);
  const { state } = error.returnTo;
  return sendToClient(c, error.returnTo, {
    error: body.error,
    error_description: body.error_description,
    error_uri: body.error_uri,
    ...(state === undefined ? {} : { state }),
  });
}
