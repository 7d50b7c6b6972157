import { type Context, Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { applications } from "./applications.ts";
import { assignments } from "./assignments.ts";
import { batch } from "./batch.ts";
import { requireToken } from "./bearer.ts";
import { federatedCredentials, passwords } from "./credentials.ts";
import { GraphError, notFound } from "./errors.ts";
import { grants, grantsOf } from "./grants.ts";
import { groups } from "./groups.ts";
import { links } from "./links.ts";
import { entity } from "./replies.ts";
import { servicePrincipals } from "./service-principals.ts";
import { tenant } from "./tenant.ts";
import { users } from "./users.ts";

/**
 * Microsoft Graph, the part of it that is documented in README.md beside this folder; the same under `/v1.0` and `/beta`.
 *
 * @param answer answers a request of a batch
 */
export function graph(
  entra: EntraContext,
  answer: (request: Request) => Response | Promise<Response>,
): Hono<GraphEnv> {
  const { directory, consistency, clock } = entra;
  const app = new Hono<GraphEnv>();
  app.onError((error, c) => {
    if (error instanceof GraphError) return c.json(error.body(clock.iso()), error.status);
    throw error;
  });
  app.use("*", requireToken(entra));
  app.post("/$batch", (c) => batch(c, `/${c.req.path.split("/")[1]}`, answer));
  app.use("/:collection/:id/*", lag);
  app.use("/:collection/:id", lag);

  app.route("/applications", applications(entra));
  app.route(
    "/applications",
    passwords(entra, (id) => directory.applications.get(id)),
  );
  app.route("/applications", federatedCredentials(entra));
  app.route(
    "/applications",
    links(entra, "owners", (id) => directory.applications.has(id), { owned: true }),
  );
  app.route("/servicePrincipals", servicePrincipals(entra));
  app.route(
    "/servicePrincipals",
    passwords(entra, (id) => directory.servicePrincipals.get(id)),
  );
  app.route(
    "/servicePrincipals",
    links(entra, "owners", (id) => directory.servicePrincipals.has(id), { owned: true }),
  );
  app.route("/servicePrincipals", grantsOf(entra, "clientId"));
  app.route("/users", users(entra));
  app.route("/users", grantsOf(entra, "principalId"));
  app.route("/groups", groups(entra));
  app.route(
    "/groups",
    links(entra, "owners", (id) => directory.groups.has(id), { owned: false }),
  );
  app.route(
    "/groups",
    links(entra, "members", (id) => directory.groups.has(id), { owned: false }),
  );
  app.route("/oauth2PermissionGrants", grants(entra));
  app.route("/", assignments(entra));
  app.route("/", tenant(entra));
  app.all("*", (c) => {
    const segment = c.req.path.split("/")[2] ?? "";
    throw new GraphError(
      400,
      "BadRequest",
      `Resource not found for the segment '${segment}': ${c.req.method} ${c.req.path} is not part of this emulator.`,
    );
  });
  return app;

  /** Requests that name an object made or deleted a moment ago, when the directory is told to lag. */
  async function lag(c: Context<GraphEnv>, next: () => Promise<void>) {
    const [, , collection = "", id = "", more] = c.req.path.split("/");
    if (consistency.isHidden(collection, id)) throw notFound(id);
    const ghost = c.req.method === "GET" && !more ? consistency.ghost(collection, id) : undefined;
    if (ghost) return entity(c, entra, collection, ghost);
    await next();
  }
}
