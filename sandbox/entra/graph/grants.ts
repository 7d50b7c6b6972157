import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import type { PermissionGrant } from "../store/types.ts";
import { badRequest, conflict, notFound } from "./errors.ts";
import { entity, list, noContent, readBody } from "./replies.ts";

/** `/oauth2PermissionGrants`: consent to delegated permissions, one grant per client, API and (if not for all) user. */
export function grants(entra: EntraContext): Hono<GraphEnv> {
  const { directory } = entra;
  const app = new Hono<GraphEnv>();
  const get = (id: string): PermissionGrant => {
    const grant = directory.grants.get(id);
    if (!grant) throw notFound(id);
    return grant;
  };
  app.get("/", (c) => list(c, entra, "oauth2PermissionGrants", [...directory.grants.values()]));
  app.post("/", async (c) => {
    const body = await readBody(c);
    const grant = checkGrant(entra, {
      id: randomBytes(32).toString("base64url"),
      clientId: String(body.clientId ?? ""),
      consentType: body.consentType as PermissionGrant["consentType"],
      principalId: (body.principalId as string | null | undefined) ?? null,
      resourceId: String(body.resourceId ?? ""),
      scope: String(body.scope ?? ""),
    });
    directory.grants.set(grant.id, grant);
    return entity(c, entra, "oauth2PermissionGrants", grant, 201);
  });
  app.get("/:id", (c) => entity(c, entra, "oauth2PermissionGrants", get(c.req.param("id"))));
  app.patch("/:id", async (c) => {
    const { scope } = await readBody(c);
    const grant = get(c.req.param("id"));
    if (typeof scope !== "string") throw badRequest("Only 'scope' of a grant can be updated.", "scope");
    directory.grants.set(grant.id, { ...grant, scope });
    return noContent(c);
  });
  app.delete("/:id", (c) => {
    directory.grants.delete(get(c.req.param("id")).id);
    return noContent(c);
  });
  return app;
}

/** The grants of one client or one user: `/servicePrincipals/{id}/oauth2PermissionGrants`, `/users/{id}/…`. */
export function grantsOf(entra: EntraContext, end: "clientId" | "principalId"): Hono<GraphEnv> {
  const app = new Hono<GraphEnv>();
  app.get("/:id/oauth2PermissionGrants", (c) => {
    const mine = [...entra.directory.grants.values()].filter((grant) => grant[end] === c.req.param("id"));
    return list(c, entra, "oauth2PermissionGrants", mine);
  });
  return app;
}

function checkGrant({ directory }: EntraContext, grant: PermissionGrant): PermissionGrant {
  const { clientId, resourceId, consentType, principalId } = grant;
  for (const id of [clientId, resourceId]) {
    if (!directory.servicePrincipals.has(id))
      throw badRequest(
        `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
      );
  }
  if (consentType !== "AllPrincipals" && consentType !== "Principal")
    throw badRequest(
      "Invalid value specified for property 'consentType' of resource 'OAuth2PermissionGrant'.",
    );
  if (consentType === "Principal" && !(principalId && directory.users.has(principalId)))
    throw badRequest(
      `Resource '${principalId}' does not exist or one of its queried reference-property objects are not present.`,
      "principalId",
    );
  if (consentType === "AllPrincipals" && principalId)
    throw badRequest("principalId must be null when consentType is AllPrincipals.", "principalId");
  for (const other of directory.grants.values())
    if (other.clientId === clientId && other.resourceId === resourceId && other.principalId === principalId)
      throw conflict("Permission entry already exists.");
  return grant;
}
