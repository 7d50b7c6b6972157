import { type CheckResult, checkInputs, id, keepClaimant, oneOf } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";
import { isReleased } from "../sharing/released.ts";

export function check(_config: unknown, olds: Values, news: Values): CheckResult {
  return keepClaimant(
    olds,
    checkInputs(news, { state: "PUBLISHED" }, { apiId: id, state: oneOf("PUBLISHED") }),
  );
}

export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  return compare(olds, news, { replace: ["apiId"], update: ["state", "claimant"] });
}

const operations = withOperations(() => import("./operations.ts"));
export const { create, read, update } = operations;

/** An API whose permissions live in Choreo from this run on is left as it is. */
export async function remove(...[config, id, outs]: Parameters<typeof operations.remove>): Promise<void> {
  if (!isReleased(outs)) await operations.remove(config, id, outs);
}
