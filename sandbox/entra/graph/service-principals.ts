import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkBody } from "../schema/check.ts";
import { servicePrincipalSchema } from "../schema/service-principal.ts";
import { deleteServicePrincipal } from "../store/deletion.ts";
import { isFirstParty } from "../store/first-party.ts";
import { blankServicePrincipal } from "../store/templates.ts";
import type { ServicePrincipal } from "../store/types.ts";
import { servicePrincipalView } from "../store/view.ts";
import { conflict, denied, GraphError, notFound } from "./errors.ts";
import { bindOwners } from "./links.ts";
import { merge } from "./merge.ts";
import { actsAsOwner, checkOwnership } from "./permissions.ts";
import { entity, list, noContent, readBody, version } from "./replies.ts";

/** `/servicePrincipals`: create (once per application), read, list, update, delete. */
export function servicePrincipals(entra: EntraContext): Hono<GraphEnv> {
  const { directory, consistency, clock } = entra;
  const app = new Hono<GraphEnv>();
  const view = (own: ServicePrincipal) => servicePrincipalView(directory, own);
  const all = () => [...directory.servicePrincipals.values()].map(view);
  const get = (id: string): ServicePrincipal => {
    const found = directory.servicePrincipals.get(id);
    if (!found) throw notFound(id);
    return found;
  };

  app.get("/", (c) => list(c, entra, "servicePrincipals", consistency.list("servicePrincipals", all())));
  app.post("/", async (c) => {
    const body = await readBody(c);
    checkBody(servicePrincipalSchema, version(c), body);
    const appId = String(body.appId ?? "");
    const application = directory.applicationByAppId(appId);
    if (!application)
      throw new GraphError(
        400,
        "NoBackingApplicationObject",
        `The appId '${appId}' of the service principal does not reference a valid application object.`,
      );
    if (actsAsOwner(c.get("caller")) && !directory.ownersOf(application.id).has(c.get("caller").objectId))
      throw denied();
    if (directory.servicePrincipalByAppId(appId))
      throw conflict(
        `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      );
    const before = consistency.before(all);
    const blank = blankServicePrincipal(randomUUID(), application, entra.tenantId);
    const created = { ...merge(blank, body), createdDateTime: clock.iso() };
    bindOwners(entra, created.id, body, () => directory.servicePrincipals.set(created.id, created));
    if (actsAsOwner(c.get("caller"))) directory.ownersOf(created.id).add(c.get("caller").objectId);
    consistency.creating("servicePrincipals", created.id, before);
    return entity(c, entra, "servicePrincipals", view(created), 201);
  });
  app.get("/:id", (c) => entity(c, entra, "servicePrincipals", view(get(c.req.param("id")))));
  app.patch("/:id", async (c) => {
    const body = await readBody(c);
    const previous = get(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), previous.id);
    const next = merge(previous, checkBody(servicePrincipalSchema, version(c), body, view(previous)));
    directory.servicePrincipals.set(previous.id, next);
    return noContent(c);
  });
  app.delete("/:id", (c) => {
    const gone = get(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), gone.id);
    if (isFirstParty(gone))
      throw new GraphError(
        403,
        "Authorization_RequestDenied",
        `Specified App Principal ID is configured as undeletable: ${gone.displayName}.`,
      );
    consistency.deleting("servicePrincipals", view(gone), consistency.before(all));
    deleteServicePrincipal(directory, clock, gone.id);
    return noContent(c);
  });
  return app;
}
