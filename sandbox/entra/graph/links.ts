import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import type { JsonObject } from "../store/types.ts";
import { badRequest, notFound } from "./errors.ts";
import { checkOwnership } from "./permissions.ts";
import { list, noContent, readBody, referencedId, typed } from "./replies.ts";

type LinkName = "owners" | "members";

/** `/{id}/owners` or `/{id}/members`: list, add and remove by `$ref`. */
export function links(
  entra: EntraContext,
  name: LinkName,
  exists: (id: string) => boolean,
  { owned }: { owned: boolean },
): Hono<GraphEnv> {
  const { directory } = entra;
  const app = new Hono<GraphEnv>();
  const setOf = (id: string): Set<string> => {
    if (!exists(id)) throw notFound(id);
    return name === "owners" ? directory.ownersOf(id) : directory.membersOf(id);
  };
  app.get(`/:id/${name}`, (c) => {
    const objects = [...setOf(c.req.param("id"))].flatMap((id) => {
      const found = directory.objectById(id);
      return found ? [typed(found.type, found.object)] : [];
    });
    return list(c, entra, "directoryObjects", objects);
  });
  app.post(`/:id/${name}/$ref`, async (c) => {
    const set = setOf(c.req.param("id"));
    if (owned) checkOwnership(entra, c.get("caller"), c.req.param("id"));
    const id = referencedId((await readBody(c))["@odata.id"]);
    checkLinkable(entra, name, id);
    if (set.has(id))
      throw badRequest(
        `One or more added object references already exist for the following modified properties: '${name}'.`,
      );
    set.add(id);
    return noContent(c);
  });
  app.delete(`/:id/${name}/:linked/$ref`, (c) => {
    const set = setOf(c.req.param("id"));
    if (owned) checkOwnership(entra, c.get("caller"), c.req.param("id"));
    const id = c.req.param("linked");
    if (!set.delete(id)) throw notFound(id);
    return noContent(c);
  });
  return app;
}

/** The `owners@odata.bind` (and, for groups, `members@odata.bind`) of a create; all checked before anything is stored. */
export function bindOwners(entra: EntraContext, objectId: string, body: JsonObject, store: () => void): void {
  const bound = (["owners", "members"] as const).map((name) => {
    const references = body[`${name}@odata.bind`];
    const ids = (Array.isArray(references) ? references : []).map(referencedId);
    for (const id of ids) checkLinkable(entra, name, id);
    return [name, ids] as const;
  });
  store();
  for (const [name, ids] of bound)
    for (const id of ids)
      (name === "owners" ? entra.directory.ownersOf(objectId) : entra.directory.membersOf(objectId)).add(id);
}

/** Owners are users and service principals; members may be groups as well. */
function checkLinkable({ directory }: EntraContext, name: LinkName, id: string): void {
  const found = directory.objectById(id);
  if (!found || found.type === "Application") throw notFound(id);
  if (name === "owners" && found.type === "Group")
    throw badRequest("The reference target 'Group' is invalid for the 'owners' reference.");
}
