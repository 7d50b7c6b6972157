import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { z } from "zod";
import { PERSON } from "../auth/authenticate.ts";
import { managementScopes } from "../auth/scopes.ts";
import { componentSchema, deployComponent } from "../component-deployment.ts";
import type { Emulation } from "../emulation.ts";
import { changeSwitches, type SwitchChanges, switchChangesSchema } from "../options.ts";
import { decide } from "../rules/workflows.ts";

const tokenSchema = z.strictObject({
  scopes: z.array(z.string()).optional(),
  organizationId: z.string().nullable().optional(),
  subject: z.string().optional(),
  lifetimeSeconds: z.int().optional(),
});
/** A token to make: by default one with all scopes, of the sandbox's organisation and person, for the usual time. */
export type TokenWish = z.input<typeof tokenSchema>;

const decisionSchema = z.strictObject({ kind: z.string().optional(), subject: z.string().optional() });

/** What a test may do that no API of the control plane offers; described in sandbox/README.md. */
export function mountHandles(
  app: Hono<{ Bindings: HttpBindings }>,
  emulation: Emulation,
  propagate: () => void,
): void {
  const base = "/_sandbox/choreo";
  app.get(`${base}/switches`, (c) => c.json(emulation.switches));
  app.post(`${base}/switches`, async (c) => {
    const parsed = switchChangesSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    setSwitches(emulation, parsed.data, propagate);
    return c.json(emulation.switches);
  });
  app.get(`${base}/pending`, (c) =>
    c.json(
      [...emulation.store.pendingTasks.values()].map(({ id, kind, subject }) => ({ id, kind, subject })),
    ),
  );
  for (const verdict of ["approve", "reject"] as const) {
    app.post(`${base}/${verdict}`, async (c) => {
      const parsed = decisionSchema.safeParse(await c.req.json().catch(() => ({})));
      if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
      return c.json({ decided: decide(emulation, verdict, parsed.data) });
    });
  }
  app.post(`${base}/deploy-component`, async (c) => {
    const parsed = componentSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    if (!emulation.store.apis.has(parsed.data.apiId)) return c.json({ error: "there is no such API" }, 400);
    deployComponent(emulation, parsed.data);
    return c.body(null, 204);
  });
  app.post(`${base}/propagate`, (c) => {
    propagate();
    return c.body(null, 204);
  });
  app.post(`${base}/tokens`, async (c) => {
    const parsed = tokenSchema.safeParse(await c.req.json().catch(() => ({})));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    return c.json({ access_token: await mintToken(emulation, parsed.data) });
  });
  app.post(`${base}/revoke-tokens`, (c) => {
    emulation.tokens.revokeAll();
    return c.body(null, 204);
  });
}

export function setSwitches(emulation: Emulation, changes: SwitchChanges, propagate: () => void): void {
  emulation.switches = changeSwitches(emulation.switches, changes);
  if (changes.gatewayDelayMs !== undefined || changes.searchDelayMs !== undefined) propagate();
}

export function mintToken(emulation: Emulation, wish: TokenWish = {}): Promise<string> {
  const ofSandbox = emulation.flavour === "choreo" ? emulation.organizationId : undefined;
  return emulation.tokens.mint({
    subject: wish.subject ?? PERSON,
    clientId: "sandbox-handle",
    scopes: wish.scopes ?? [...managementScopes],
    organizationId: wish.organizationId === undefined ? ofSandbox : (wish.organizationId ?? undefined),
    lifetimeSeconds: wish.lifetimeSeconds ?? emulation.switches.tokenLifetimeSeconds,
  });
}
