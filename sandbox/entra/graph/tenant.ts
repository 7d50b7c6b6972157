import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { purge, restore } from "../store/deletion.ts";
import type { DeletedItem } from "../store/types.ts";
import { badRequest, notFound } from "./errors.ts";
import { entity, list, noContent, typed } from "./replies.ts";

/** What belongs to the tenant as a whole: domains, organisation, any object by id, the recycle bin. */
export function tenant(entra: EntraContext): Hono<GraphEnv> {
  const { directory, tenantId, domain } = entra;
  const app = new Hono<GraphEnv>();
  const domains = entra.domains.map((id) => ({
    id,
    authenticationType: "Managed",
    isAdminManaged: true,
    isDefault: id === domain,
    isInitial: id !== domain,
    isRoot: true,
    isVerified: true,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
  }));
  app.get("/domains", (c) => list(c, entra, "domains", domains));
  app.get("/domains/:id", (c) => {
    const found = domains.find(({ id }) => id === c.req.param("id"));
    if (!found) throw notFound(c.req.param("id"));
    return entity(c, entra, "domains", found);
  });
  app.get("/organization", (c) =>
    list(c, entra, "organization", [
      {
        id: tenantId,
        displayName: domain.split(".")[0],
        verifiedDomains: domains.map(({ id, isDefault, isInitial }) => ({
          name: id,
          isDefault,
          isInitial,
          type: "Managed",
        })),
      },
    ]),
  );
  app.get("/directoryObjects/:id", (c) => {
    const found = directory.objectById(c.req.param("id"));
    if (!found) throw notFound(c.req.param("id"));
    return entity(c, entra, "directoryObjects", typed(found.type, found.object));
  });

  const item = (id: string): DeletedItem => {
    const found = directory.recycleBin.get(id);
    if (!found) throw notFound(id);
    return found;
  };
  const shown = ({ kind, object, deletedDateTime }: DeletedItem) =>
    typed(kind, { ...object, deletedDateTime });
  app.get("/directory/deletedItems/:id", (c) => {
    const cast = /^microsoft\.graph\.(\w+)$/.exec(c.req.param("id"))?.[1];
    if (!cast) return entity(c, entra, "directoryObjects", shown(item(c.req.param("id"))));
    const deleted = [...directory.recycleBin.values()].filter(({ kind }) => kind === cast);
    return list(c, entra, "directoryObjects", deleted.map(shown));
  });
  app.post("/directory/deletedItems/:id/restore", (c) => {
    const deleted = item(c.req.param("id"));
    checkRestorable(entra, deleted);
    restore(directory, deleted);
    return entity(c, entra, "directoryObjects", typed(deleted.kind, deleted.object));
  });
  app.delete("/directory/deletedItems/:id", (c) => {
    purge(directory, item(c.req.param("id")));
    return noContent(c);
  });
  return app;
}

/** Names must still be free, and a service principal needs its application back first. */
function checkRestorable({ directory }: EntraContext, { kind, object }: DeletedItem): void {
  const { userPrincipalName, identifierUris, appId } = object as {
    userPrincipalName?: string;
    identifierUris?: string[];
    appId?: string;
  };
  if (kind === "user" && userPrincipalName && directory.userByPrincipalName(userPrincipalName))
    throw badRequest("Another object with the same value for property userPrincipalName already exists.");
  const taken = [...directory.applications.values()].flatMap((application) => application.identifierUris);
  if (kind === "application" && identifierUris?.some((uri) => taken.includes(uri)))
    throw badRequest("Another object with the same value for property identifierUris already exists.");
  if (kind === "servicePrincipal" && !(appId && directory.applicationByAppId(appId)))
    throw badRequest(
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
}
