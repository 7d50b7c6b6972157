import type { Context } from "hono";
import { z } from "zod";
import { badRequest } from "./errors.ts";

/** The most that one batch may hold (learn.microsoft.com/graph/json-batching). */
const LIMIT = 20;

const batchSchema = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      /** Below the version: `/users/…`. */
      url: z.string().startsWith("/"),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
    }),
  ),
});

/**
 * `POST /$batch`: each request is answered as it would be alone, with the caller's token. `dependsOn` is not played.
 *
 * @param answer answers a request of the same emulator
 */
export async function batch(
  c: Context,
  version: string,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  const body = batchSchema.safeParse(await c.req.json().catch(() => undefined));
  if (!body.success) throw badRequest("Invalid batch payload format.");
  const { requests } = body.data;
  if (requests.length > LIMIT)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${LIMIT}.`);
  const authorization = c.req.header("authorization") ?? "";
  const responses = await Promise.all(
    requests.map(async ({ id, method, url, headers, body }) => {
      const response = await answer(
        new Request(new URL(version + url, c.req.url), {
          method,
          headers: { ...headers, authorization },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      return {
        id,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        ...(text ? { body: JSON.parse(text) as unknown } : {}),
      };
    }),
  );
  return c.json({ responses });
}
