import { Hono } from "hono";
import type { EntraContext, StsEnv } from "../context.ts";
import { callerOf } from "../graph/bearer.ts";
import { GraphError } from "../graph/errors.ts";
import { authorize } from "./authorize.ts";
import { pairwise } from "./claims.ts";
import { discovery } from "./discovery.ts";
import { interaction } from "./interaction.ts";
import { answerError } from "./respond.ts";
import { token } from "./token.ts";

/** The sign-in service (login.microsoftonline.com): discovery, authorize, token, the pages, sign-out, user info. */
export function sts(entra: EntraContext): Hono<StsEnv> {
  const app = new Hono<StsEnv>();
  app.onError((error, c) => answerError(c, entra, error));
  // The pages can't be framed, load nothing and are kept by nobody.
  app.use("*", async (c, next) => {
    await next();
    if (!c.res.headers.get("content-type")?.startsWith("text/html")) return;
    c.header(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    c.header("x-frame-options", "DENY");
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
  });
  for (const part of [discovery(entra), authorize(entra), token(entra), interaction(entra)])
    app.route("/", part);
  // The resource manager, as far as the Azure CLI asks it at sign-in: this tenant has no subscriptions.
  app.get("/subscriptions", async (c) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    try {
      await callerOf(entra, bearer);
      return c.json({ value: [], count: { type: "Total", value: 0 } });
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const refused = { code: "AuthenticationFailed", message: "Authentication failed." };
      return c.json({ error: refused }, 401, { "www-authenticate": "Bearer" });
    }
  });
  app.get("/oidc/userinfo", async (c) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    try {
      const { objectId, appId } = await callerOf(entra, bearer);
      const user = entra.directory.users.get(objectId);
      if (user)
        return c.json({
          sub: pairwise(user.id, appId),
          name: user.displayName,
          email: user.userPrincipalName,
        });
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
    }
    return c.json({ error: "invalid_token" }, 401, { "www-authenticate": 'Bearer error="invalid_token"' });
  });
  return app;
}
