import { type CheckResult, checkInputs, id, keepClaimant, text } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import { isOwnedByChoreo, owner } from "../resource/ownedByChoreo.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

export function check(_config: unknown, olds: Values, news: Values): CheckResult {
  const environments = (value: unknown): string | undefined =>
    value === undefined || (Array.isArray(value) && value.length > 0)
      ? undefined
      : "must name at least one gateway environment, or be left out";
  return keepClaimant(olds, checkInputs(news, {}, { apiId: id, trigger: text(1024), environments, owner }));
}

export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  // What is not deployed by it is not deployed again.
  const ours = isOwnedByChoreo(news) ? [] : ["trigger", "environments", "claimant"];
  return compare(olds, news, { replace: ["apiId"], update: ["owner", ...ours] });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
