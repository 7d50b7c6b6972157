import { type CheckResult, checkInputs, id, keepClaimant, oneOf } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import { owner } from "../resource/ownedByChoreo.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

export function check(_config: unknown, olds: Values, news: Values): CheckResult {
  return keepClaimant(
    olds,
    checkInputs(news, { state: "PUBLISHED" }, { apiId: id, state: oneOf("PUBLISHED"), owner }),
  );
}

export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  return compare(olds, news, { replace: ["apiId"], update: ["state", "claimant", "owner"] });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
