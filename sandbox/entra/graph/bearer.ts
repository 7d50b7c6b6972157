import type { MiddlewareHandler } from "hono";
import { decodeProtectedHeader, jwtVerify } from "jose";
import type { Caller } from "../caller.ts";
import type { EntraContext, GraphEnv } from "../context.ts";
import { GRAPH_APP_ID } from "../store/first-party.ts";
import { GraphError } from "./errors.ts";
import { checkPermission } from "./permissions.ts";

const refused = (message: string) => new GraphError(401, "InvalidAuthenticationToken", message);

/** Every Graph request needs a token of this tenant for Graph; its permissions decide what it may do. */
export function requireToken(entra: EntraContext): MiddlewareHandler<GraphEnv> {
  return async (c, next) => {
    const token = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (!token) throw refused("Access token is empty.");
    const caller = await callerOf(entra, token);
    checkPermission(caller, entra.switches, c.req.method, c.req.path.replace(/^\/(v1\.0|beta)/, ""));
    c.set("caller", caller);
    await next();
  };
}

/** @throws GraphError 401 for a token that isn't ours, isn't for Graph or is out of date */
export async function callerOf(entra: EntraContext, token: string): Promise<Caller> {
  const addresses = ["https://graph.microsoft.com", entra.url()];
  const known = entra.keys.verified.get(token);
  if (known && known.end > entra.clock.now() / 1000) return known.caller;
  try {
    const { payload } = await jwtVerify(token, entra.keys.verifier(decodeProtectedHeader(token)), {
      audience: [GRAPH_APP_ID, ...addresses.flatMap((address) => [address, `${address}/`])],
      currentDate: new Date(entra.clock.now()),
      clockTolerance: 300,
    });
    const roles = Array.isArray(payload.roles) ? payload.roles.map(String) : [];
    const scopes = typeof payload.scp === "string" ? payload.scp.split(" ") : [];
    const caller = {
      objectId: String(payload.oid),
      appId: String(payload.appid ?? payload.azp),
      permissions: new Set([...roles, ...scopes]),
    };
    entra.keys.verified.set(token, { caller, end: payload.exp ?? 0 });
    return caller;
  } catch (error) {
    const { code = "", claim } = error as { code?: string; claim?: string };
    if (code === "ERR_JWT_EXPIRED") throw refused("Lifetime validation failed, the token is expired.");
    if (claim === "aud") throw refused("Access token validation failure. Invalid audience.");
    if (code.startsWith("ERR_JWS") || code.startsWith("ERR_JWK"))
      throw refused("Access token validation failure. Invalid signature.");
    throw refused("CompactToken parsing failed with error code: 80049217");
  }
}
