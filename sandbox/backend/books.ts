import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { type RunningEmulator, startEmulator } from "../kit/emulator.ts";

const itemSchema = z.record(z.string(), z.unknown());

/** A book, or whatever else was posted: an object with an id of its own. */
export type Item = { id: string } & Record<string, unknown>;

const first = (): Map<string, Item[]> =>
  new Map([
    ["books", [{ id: "1", title: "A Room of One's Own", author: "Virginia Woolf" }]],
    ["orders", []],
  ]);

/**
 * The service behind the gateway: collections `/books` and `/orders` in memory, with list, create, get and delete. It checks no
 * token: that is the gateway's work.
 *
 * @example
 * const books = await startBooks();
 * await fetch(`${books.url}/books`, { method: "POST", body: JSON.stringify({ title: "Middlemarch" }) }); // 201
 */
export async function startBooks({ port = 0 }: { port?: number } = {}): Promise<RunningEmulator> {
  let collections = first();
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false });
  const collectionOf = (c: Context) => collections.get(c.req.param("collection") ?? "");
  const unknown = (c: Context) => c.json({ error: `There is no ${new URL(c.req.url).pathname}` }, 404);

  app.get("/:collection", (c) => {
    const items = collectionOf(c);
    return items ? c.json(items) : unknown(c);
  });
  app.post("/:collection", async (c) => {
    const items = collectionOf(c);
    if (!items) return unknown(c);
    const body = itemSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: "The body must be a JSON object" }, 400);
    const item: Item = { ...body.data, id: randomUUID() };
    items.push(item);
    return c.json(item, 201, { location: `/${c.req.param("collection")}/${item.id}` });
  });
  app.get("/:collection/:id", (c) => {
    const item = collectionOf(c)?.find(({ id }) => id === c.req.param("id"));
    return item ? c.json(item) : unknown(c);
  });
  app.delete("/:collection/:id", (c) => {
    const items = collectionOf(c) ?? [];
    const index = items.findIndex(({ id }) => id === c.req.param("id"));
    if (index < 0) return unknown(c);
    items.splice(index, 1);
    return c.body(null, 204);
  });

  return startEmulator(
    {
      name: "Books backend",
      app,
      state: () => Object.fromEntries(collections),
      reset: () => {
        collections = first();
      },
    },
    { port },
  );
}
