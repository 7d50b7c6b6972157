import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { pickBy } from "../../../shared/records.ts";
import type { Caller } from "../caller.ts";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkApplication } from "../rules/application.ts";
import { applicationSchema } from "../schema/application.ts";
import { checkBody } from "../schema/check.ts";
import { deleteApplication } from "../store/deletion.ts";
import { blankApplication } from "../store/templates.ts";
import type { Application, JsonObject } from "../store/types.ts";
import { addPassword } from "./credentials.ts";
import { badRequest, notFound } from "./errors.ts";
import { bindOwners } from "./links.ts";
import { merge } from "./merge.ts";
import { actsAsOwner, checkOwnership } from "./permissions.ts";
import { entity, list, noContent, readBody, version } from "./replies.ts";

/** `/applications`: create, read, list, update, delete. */
export function applications(entra: EntraContext): Hono<GraphEnv> {
  const { directory, consistency, clock } = entra;
  const app = new Hono<GraphEnv>();
  const get = (id: string): Application => {
    const application = directory.applications.get(id);
    if (!application) throw notFound(id);
    return application;
  };

  app.get("/", (c) =>
    list(c, entra, "applications", consistency.list("applications", directory.applications.values())),
  );
  app.post("/", async (c) => {
    const body = await readBody(c);
    checkBody(applicationSchema, version(c), body);
    if (entra.switches.requireServiceManagementReference && !body.serviceManagementReference)
      throw badRequest(
        "ServiceManagementReference field is required for Create, but is missing in the request. Refer to the TSG `https://aka.ms/service-management-reference-error` for resolving the error.",
        "serviceManagementReference",
      );
    const before = consistency.before(() => directory.applications.values());
    const { application, secrets } = createApplication(entra, c.get("caller"), body);
    consistency.creating("applications", application.id, before);
    const passwordCredentials = application.passwordCredentials.map((credential) => ({
      ...credential,
      secretText: secrets.get(credential.keyId) ?? null,
    }));
    return entity(c, entra, "applications", { ...application, passwordCredentials }, 201);
  });
  app.get("/:id", (c) => entity(c, entra, "applications", get(c.req.param("id"))));
  app.patch("/:id", async (c) => {
    const body = await readBody(c);
    const previous = get(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), previous.id);
    const change = changeable(checkBody(applicationSchema, version(c), body, previous));
    const next = whole(merge(previous, change));
    checkApplication(directory, entra, next, previous);
    directory.applications.set(previous.id, next);
    return noContent(c);
  });
  app.delete("/:id", (c) => {
    const application = get(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), application.id);
    consistency.deleting("applications", application, directory.applications.values());
    deleteApplication(directory, clock, application.id);
    return noContent(c);
  });
  return app;
}

function createApplication(entra: EntraContext, caller: Caller, body: JsonObject) {
  const { directory, clock } = entra;
  const blank = blankApplication(randomUUID(), randomUUID(), "", clock.iso());
  blank.publisherDomain = entra.domain;
  const application = whole(merge(blank, changeable(body)));
  checkApplication(directory, entra, application);
  bindOwners(entra, application.id, body, () => directory.applications.set(application.id, application));
  if (actsAsOwner(caller)) directory.ownersOf(application.id).add(caller.objectId);
  const secrets = new Map<string, string>();
  for (const wanted of (body.passwordCredentials as JsonObject[] | undefined) ?? []) {
    const { credential, secretText } = addPassword(entra, application, wanted);
    secrets.set(credential.keyId, secretText);
  }
  return { application, secrets };
}

/** What a caller may set: neither the ids nor the credentials, which have their own operations. */
function changeable(body: JsonObject): JsonObject {
  const { id: _id, appId: _appId, createdDateTime: _created, passwordCredentials: _secrets, ...rest } = body;
  return rest;
}

/** `null` for a collection empties it, `null` for a complex property resets it: what others read is always there. */
function whole(application: Application): Application {
  const blank = blankApplication(application.id, application.appId, "", "");
  const { api, web, spa, publicClient } = application;
  const filled = <T extends JsonObject>(part: T | null, empty: T): T => {
    const known = pickBy(part ?? {}, (value, key) => !(value === null && Array.isArray(empty[key])));
    return { ...empty, ...known };
  };
  return {
    ...application,
    api: filled(api, blank.api),
    web: filled(web, blank.web),
    spa: filled(spa, blank.spa),
    publicClient: filled(publicClient, blank.publicClient),
    appRoles: application.appRoles ?? [],
    identifierUris: application.identifierUris ?? [],
    requiredResourceAccess: application.requiredResourceAccess ?? [],
    tags: application.tags ?? [],
    signInAudience: application.signInAudience ?? blank.signInAudience,
  };
}
