import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkBody } from "../schema/check.ts";
import { appRoleAssignmentSchema } from "../schema/links.ts";
import { type AppRoleAssignment, DEFAULT_ACCESS, type PrincipalType } from "../store/types.ts";
import { servicePrincipalView } from "../store/view.ts";
import { badRequest, notFound } from "./errors.ts";
import { entity, list, noContent, readBody, version } from "./replies.ts";

/** The collections an assignment shows up in, and which end of it the path names. */
const PLACES = [
  ["/servicePrincipals/:id/appRoleAssignedTo", "resourceId"],
  ["/servicePrincipals/:id/appRoleAssignments", "principalId"],
  ["/users/:id/appRoleAssignments", "principalId"],
  ["/groups/:id/appRoleAssignments", "principalId"],
] as const;

/** App role assignments: who may use an application, and which role they have there. */
export function assignments(entra: EntraContext): Hono<GraphEnv> {
  const { directory } = entra;
  const app = new Hono<GraphEnv>();
  for (const [path, end] of PLACES) {
    const of = (id: string) => {
      if (!directory.objectById(id)) throw notFound(id);
      return [...directory.appRoleAssignments.values()].filter((assignment) => assignment[end] === id);
    };
    const one = (id: string, assignmentId: string): AppRoleAssignment => {
      const found = of(id).find((assignment) => assignment.id === assignmentId);
      if (!found) throw notFound(assignmentId);
      return found;
    };
    app.get(path, (c) => list(c, entra, "appRoleAssignments", of(c.req.param("id"))));
    app.post(path, async (c) => {
      of(c.req.param("id"));
      const body = checkBody(appRoleAssignmentSchema, version(c), await readBody(c));
      const wanted = body as Pick<AppRoleAssignment, "principalId" | "resourceId" | "appRoleId">;
      if (wanted[end] !== c.req.param("id"))
        throw badRequest(`The value of '${end}' must be the id in the request's path.`, end);
      const assignment = createAssignment(entra, wanted);
      return entity(c, entra, "appRoleAssignments", assignment, 201);
    });
    app.get(`${path}/:assignment`, (c) =>
      entity(c, entra, "appRoleAssignments", one(c.req.param("id"), c.req.param("assignment"))),
    );
    app.delete(`${path}/:assignment`, (c) => {
      directory.appRoleAssignments.delete(one(c.req.param("id"), c.req.param("assignment")).id);
      return noContent(c);
    });
  }
  return app;
}

function createAssignment(
  { directory, clock }: EntraContext,
  { principalId, resourceId, appRoleId }: { principalId: string; resourceId: string; appRoleId: string },
): AppRoleAssignment {
  const resource = directory.servicePrincipals.get(resourceId);
  if (!resource) throw notFound(resourceId);
  const principal = directory.objectById(principalId);
  if (!principal || principal.type === "Application")
    throw badRequest("Not a valid reference update.", "principalId");
  const { appRoles, displayName } = servicePrincipalView(directory, resource);
  checkRole(appRoles, appRoleId, principal.type);
  const same = (other: AppRoleAssignment) =>
    other.principalId === principalId && other.resourceId === resourceId && other.appRoleId === appRoleId;
  if ([...directory.appRoleAssignments.values()].some(same))
    throw badRequest("Permission being assigned already exists on the object", "appRoleId");
  const assignment: AppRoleAssignment = {
    id: randomBytes(32).toString("base64url"),
    appRoleId,
    createdDateTime: clock.iso(),
    deletedDateTime: null,
    principalDisplayName: principal.object.displayName,
    principalId,
    principalType: principal.type,
    resourceDisplayName: displayName,
    resourceId,
  };
  directory.appRoleAssignments.set(assignment.id, assignment);
  return assignment;
}

/**
 * The zeros (default access) go only where the application has no role for such a principal
 * (https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto).
 */
function checkRole(
  roles: { id: string; isEnabled: boolean; allowedMemberTypes: string[] }[],
  appRoleId: string,
  type: PrincipalType,
): void {
  const memberType = type === "ServicePrincipal" ? "Application" : "User";
  const open = roles.filter((role) => role.isEnabled && role.allowedMemberTypes.includes(memberType));
  if (appRoleId === DEFAULT_ACCESS ? open.length === 0 : open.some((role) => role.id === appRoleId)) return;
  throw badRequest("Permission being assigned was not found on application", "appRoleId");
}
