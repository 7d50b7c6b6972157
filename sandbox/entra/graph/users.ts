import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkBody } from "../schema/check.ts";
import { userSchema } from "../schema/principals.ts";
import { deleteUser } from "../store/deletion.ts";
import type { JsonObject, User } from "../store/types.ts";
import { badRequest, GraphError, notFound } from "./errors.ts";
import { merge } from "./merge.ts";
import { entity, list, noContent, readBody, typed, version } from "./replies.ts";

/** `/users`: create, read (by id or user principal name), list, update, delete, group memberships. */
export function users(entra: EntraContext): Hono<GraphEnv> {
  const { directory, consistency, clock } = entra;
  const app = new Hono<GraphEnv>();
  const get = (key: string): User => {
    const user = directory.users.get(key) ?? directory.userByPrincipalName(key);
    if (!user) throw notFound(key);
    return user;
  };

  app.get("/", (c) => list(c, entra, "users", consistency.list("users", directory.users.values())));
  app.post("/", async (c) => {
    const body = checkBody(userSchema, version(c), await readBody(c));
    const password = passwordOf(body);
    if (!password) throw badRequest("A password must be specified to create a new user.", "passwordProfile");
    checkPrincipalName(entra, String(body.userPrincipalName));
    const blank = { id: randomUUID(), displayName: null, userPrincipalName: "", accountEnabled: true };
    const user: User = { ...merge(blank, visible(body)), userType: "Member", createdDateTime: clock.iso() };
    const before = consistency.before(() => directory.users.values());
    directory.users.set(user.id, user);
    directory.secrets.set(user.id, password);
    consistency.creating("users", user.id, before);
    return entity(c, entra, "users", user, 201);
  });
  app.get("/:id", (c) => entity(c, entra, "users", get(c.req.param("id"))));
  app.patch("/:id", async (c) => {
    const previous = get(c.req.param("id"));
    const body = checkBody(userSchema, version(c), await readBody(c), previous);
    const next = merge(previous, visible(body));
    if (next.userPrincipalName !== previous.userPrincipalName)
      checkPrincipalName(entra, next.userPrincipalName, previous.id);
    directory.users.set(previous.id, next);
    const password = passwordOf(body);
    if (password) directory.secrets.set(previous.id, password);
    return noContent(c);
  });
  app.delete("/:id", (c) => {
    const user = get(c.req.param("id"));
    consistency.deleting("users", user, directory.users.values());
    deleteUser(directory, clock, user.id);
    return noContent(c);
  });
  // The plugin takes 404 for "has no manager"; nobody in this tenant has one.
  app.get("/:id/manager", (c) => {
    get(c.req.param("id"));
    throw new GraphError(
      404,
      "Request_ResourceNotFound",
      "Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
    );
  });
  for (const path of ["/:id/memberOf", "/:id/transitiveMemberOf"] as const)
    app.get(path, (c) => {
      const groups = directory.groupsOf(get(c.req.param("id")).id);
      return list(
        c,
        entra,
        "directoryObjects",
        groups.map((group) => typed("Group", group)),
      );
    });
  return app;
}

const passwordOf = (body: JsonObject) =>
  (body.passwordProfile as { password?: string } | null | undefined)?.password;

function visible(body: JsonObject): JsonObject {
  const { id: _id, passwordProfile: _password, "@odata.type": _type, ...rest } = body;
  return rest;
}

function checkPrincipalName({ directory, domains }: EntraContext, name: string, ownId?: string): void {
  const [local, host, ...more] = name.split("@");
  if (!local || !host || more.length > 0 || /[\s/\\"<>|,;:*?()[\]]/.test(local))
    throw badRequest("Property userPrincipalName is invalid.", "userPrincipalName");
  if (!domains.includes(host.toLowerCase()))
    throw badRequest(
      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
      "userPrincipalName",
    );
  const other = directory.userByPrincipalName(name);
  if (other && other.id !== ownId)
    throw badRequest(
      "Another object with the same value for property userPrincipalName already exists.",
      "userPrincipalName",
    );
}
