import { type Context, Hono } from "hono";
import { z } from "zod";
import type { EntraContext, StsEnv } from "./context.ts";
import { lagSchema } from "./graph/consistency.ts";
import { type GraphRole, graphRoles } from "./store/first-party.ts";
import { addGuest } from "./store/guests.ts";
import { assignGraphRoles } from "./store/seed.ts";

const switchesSchema = z.strictObject({
  pageSize: z.int().min(1).max(999).optional(),
  maxSecretDays: z.int().min(1).nullable().optional(),
  forbidSecrets: z.boolean().optional(),
  requireServiceManagementReference: z.boolean().optional(),
  youngSecretSeconds: z.number().min(0).optional(),
  administrators: z.array(z.string()).optional(),
  forbidUserConsent: z.boolean().optional(),
  apiAssignmentBlocksConsent: z.boolean().optional(),
  ownedByMayList: z.boolean().optional(),
  grantsNeed: z.enum(["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"]).optional(),
  tokenScopes: z.enum(["requested", "consented"]).optional(),
});
const permissionsSchema = z.strictObject({
  servicePrincipalId: z.string().optional(),
  roles: z.array(z.enum(Object.keys(graphRoles) as [GraphRole, ...GraphRole[]])),
});
const guestSchema = z.strictObject({ mail: z.email(), displayName: z.string().min(1).optional() });
const clockSchema = z.strictObject({ advanceSeconds: z.int().min(0) });
const keysSchema = z.strictObject({ keepOld: z.boolean().default(true) });

/** The emulator's own test handles, besides those of every emulator; described in sandbox/README.md. */
export function handles(entra: EntraContext, deployerId: string): Hono<StsEnv> {
  const app = new Hono<StsEnv>();
  const { consistency, directory, clock, switches } = entra;

  app.post("/consistency", (c) => taking(c, lagSchema, (lag) => consistency.configure(lag)));
  app.post("/switches", (c) =>
    taking(c, switchesSchema, ({ maxSecretDays, ...others }) => {
      Object.assign(switches, others);
      if (maxSecretDays !== undefined) switches.maxSecretDays = maxSecretDays ?? undefined;
    }),
  );
  app.post("/permissions", (c) =>
    taking(c, permissionsSchema, ({ servicePrincipalId = deployerId, roles }) =>
      assignGraphRoles(directory, servicePrincipalId, roles),
    ),
  );
  app.post("/guests", async (c) => {
    const parsed = guestSchema.safeParse(await c.req.json().catch(() => ({})));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    return c.json(addGuest(entra, parsed.data), 201);
  });
  app.post("/clock", (c) => taking(c, clockSchema, ({ advanceSeconds }) => clock.advance(advanceSeconds)));
  app.post("/keys/rotate", (c) =>
    taking(c, keysSchema, async ({ keepOld }) => {
      await entra.keys.rotate(keepOld);
    }),
  );
  app.get("/recycle-bin", (c) => c.json([...directory.recycleBin.values()]));
  app.delete("/recycle-bin", (c) => {
    directory.recycleBin.clear();
    return c.body(null, 204);
  });
  return app;
}

async function taking<T>(
  c: Context<StsEnv>,
  schema: z.ZodType<T>,
  apply: (body: T) => void | Promise<void>,
): Promise<Response> {
  const parsed = schema.safeParse(await c.req.json().catch(() => ({})));
  if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
  await apply(parsed.data);
  return c.body(null, 204);
}
