import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { choreo as seed } from "../../seed.ts";
import { PERSON } from "../auth/authenticate.ts";
import { managementScopes } from "../auth/scopes.ts";
import type { Emulation } from "../emulation.ts";

type Ctx = Context<{ Bindings: HttpBindings }>;

/**
 * What Choreo serves at `apis.choreo.dev` besides the management APIs, as far as it tells a caller about its own credential. Shapes:
 * wso2/integration-platform-tools, `PatIntrospectResp` and `OrgsResponse`. What they answer to a bad token is not known; here it is 401.
 */
export function mountServices(app: Hono<{ Bindings: HttpBindings }>, emulation: Emulation): void {
  app.post("/api-key-service/v1.0/pat/introspect", (c) => introspect(c, emulation));
  app.get("/orgs/1.0.0/orgs", (c) => organizations(c, emulation));
}

/** Tells of a personal access token that has ended or was revoked, too; of no other token. */
function introspect(c: Ctx, { switches, organizationId }: Emulation): Response {
  if (switches.introspection === "absent") return c.body(null, 404);
  if (bearer(c) !== seed.personalAccessToken) return c.body(null, 401);
  const { personalAccessTokenScopes, personalAccessTokenEnds, personalAccessTokenStatus } = switches;
  return c.json({
    id: "6b9f0e3a-2d57-4c1f-8a43-90d1e2f3a405",
    organizationUuid: organizationId,
    userId: PERSON,
    allowedScopes: personalAccessTokenScopes ?? managementScopes,
    validUntil: personalAccessTokenEnds ?? new Date(Date.now() + 365 * 24 * 3600 * 1000).toISOString(),
    status: personalAccessTokenStatus,
  });
}

/** The organisations of whoever calls: the sandbox's, and those of the switch. */
async function organizations(c: Ctx, emulation: Emulation): Promise<Response> {
  const token = bearer(c);
  const isKnown = token === seed.personalAccessToken || (await emulation.tokens.read(token)) !== undefined;
  if (!isKnown) return c.body(null, 401);
  const all = [
    { handle: emulation.organization, uuid: emulation.organizationId },
    ...emulation.switches.otherOrganizations,
  ];
  return c.json(
    all.map(({ handle, uuid }, index) => ({
      id: String(index + 1),
      uuid,
      handle,
      name: handle,
      owner: { id: "1" },
    })),
  );
}

function bearer(c: Ctx): string {
  return /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
}
