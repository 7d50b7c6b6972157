import type { Call } from "./call.ts";
import type { Client } from "./client.ts";

/** `waiting`: the object stays until somebody approves its deletion. */
export type Removal = "done" | "waiting";

/** Sends a DELETE that may need approval: then it is answered 201 or 202 in place of 200. */
export async function removeOrAsk(client: Client, call: Call): Promise<Removal> {
  const status = await client.statusOf(call);
  return status === 201 || status === 202 ? "waiting" : "done";
}
