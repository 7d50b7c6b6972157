import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkBody } from "../schema/check.ts";
import { permissionGrantSchema } from "../schema/links.ts";
import type { PermissionGrant } from "../store/types.ts";
import { servicePrincipalView } from "../store/view.ts";
import { badRequest, conflict, notFound } from "./errors.ts";
import { entity, list, noContent, readBody, version } from "./replies.ts";

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
    const body = checkBody(permissionGrantSchema, version(c), await readBody(c));
    const {
      clientId,
      consentType,
      principalId = null,
      resourceId,
      scope,
    } = body as unknown as PermissionGrant;
    const id = randomBytes(32).toString("base64url");
    const grant = { id, clientId, consentType, principalId, resourceId, scope: scope ?? "" };
    checkGrant(entra, grant);
    checkScopes(entra, grant);
    directory.grants.set(grant.id, grant);
    return entity(c, entra, "oauth2PermissionGrants", grant, 201);
  });
  app.get("/:id", (c) => entity(c, entra, "oauth2PermissionGrants", get(c.req.param("id"))));
  app.patch("/:id", async (c) => {
    const grant = get(c.req.param("id"));
    const { scope } = checkBody(permissionGrantSchema, version(c), await readBody(c), grant);
    const next = { ...grant, scope: String(scope ?? "") };
    checkScopes(entra, next, grant);
    directory.grants.set(grant.id, next);
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

function checkGrant({ directory }: EntraContext, grant: PermissionGrant): void {
  const { clientId, resourceId, consentType, principalId } = grant;
  for (const id of [clientId, resourceId]) {
    if (!directory.servicePrincipals.has(id))
      throw badRequest(
        `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
      );
  }
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
}

const words = (scope: string) => scope.split(" ").filter(Boolean);

/** What a grant names must be a scope of the API; one that was granted before and is gone there does no harm. */
function checkScopes({ directory }: EntraContext, next: PermissionGrant, previous?: PermissionGrant): void {
  const api = directory.servicePrincipals.get(next.resourceId);
  const offered = api
    ? servicePrincipalView(directory, api).oauth2PermissionScopes.map(({ value }) => value)
    : [];
  const before = words(previous?.scope ?? "");
  const unknown = words(next.scope).find((value) => !offered.includes(value) && !before.includes(value));
  if (unknown)
    throw badRequest(`The permission '${unknown}' was not found on the resource application.`, "scope");
}
