import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkBody } from "../schema/check.ts";
import { groupSchema } from "../schema/principals.ts";
import { deleteGroup } from "../store/deletion.ts";
import type { Group } from "../store/types.ts";
import { badRequest, notFound } from "./errors.ts";
import { bindOwners } from "./links.ts";
import { merge } from "./merge.ts";
import { entity, list, noContent, readBody, typed, version } from "./replies.ts";

/** `/groups`: create, read, list, update, delete. Members and owners are in `links.ts`. */
export function groups(entra: EntraContext): Hono<GraphEnv> {
  const { directory, consistency, clock } = entra;
  const app = new Hono<GraphEnv>();
  const get = (id: string): Group => {
    const group = directory.groups.get(id);
    if (!group) throw notFound(id);
    return group;
  };

  app.get("/", (c) => list(c, entra, "groups", consistency.list("groups", directory.groups.values())));
  app.post("/", async (c) => {
    const body = await readBody(c);
    checkBody(groupSchema, version(c), body);
    // `membershipRule: null` has to be in every answer, or the plugin sees a dynamic group.
    const blank = {
      id: randomUUID(),
      displayName: "",
      description: null,
      createdDateTime: clock.iso(),
      groupTypes: [],
      mailEnabled: false,
      mailNickname: "",
      membershipRule: null,
      securityEnabled: true,
    };
    const group = merge<Group>(blank, body);
    checkGroup(group);
    const before = consistency.before(() => directory.groups.values());
    bindOwners(entra, group.id, body, () => directory.groups.set(group.id, group));
    consistency.creating("groups", group.id, before);
    return entity(c, entra, "groups", group, 201);
  });
  app.get("/:id", (c) => entity(c, entra, "groups", get(c.req.param("id"))));
  app.patch("/:id", async (c) => {
    const previous = get(c.req.param("id"));
    const next = merge(previous, checkBody(groupSchema, version(c), await readBody(c), previous));
    checkGroup(next);
    directory.groups.set(previous.id, next);
    return noContent(c);
  });
  app.delete("/:id", (c) => {
    const group = get(c.req.param("id"));
    consistency.deleting("groups", group, directory.groups.values());
    deleteGroup(directory, clock, group.id);
    return noContent(c);
  });
  for (const path of ["/:id/memberOf", "/:id/transitiveMemberOf"] as const)
    app.get(path, (c) => {
      const above = directory.groupsOf(get(c.req.param("id")).id);
      return list(
        c,
        entra,
        "directoryObjects",
        above.map((group) => typed("Group", group)),
      );
    });
  return app;
}

function checkGroup(group: Group): void {
  if (typeof group.displayName !== "string" || group.displayName === "" || group.displayName.length > 256)
    throw badRequest(
      "Invalid value specified for property 'displayName' of resource 'Group'.",
      "displayName",
    );
  if (!group.mailEnabled && !group.securityEnabled)
    throw badRequest("The group must be mail enabled, security enabled or both.", "securityEnabled");
}
