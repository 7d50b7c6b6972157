import type { Fault } from "../../sandbox/kit/faults.ts";

/** What goes wrong with one call of a run. */
export const faults: Record<string, Fault["then"]> = {
  "429 with Retry-After": { status: 429, headers: { "retry-after": "1" } },
  "500": { status: 500, body: { code: 900967, message: "General Error" } },
  "503": { status: 503 },
  "dropped before": { drop: "before" },
  "dropped after": { drop: "after" },
};
