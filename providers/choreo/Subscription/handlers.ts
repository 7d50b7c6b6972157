import { type CheckResult, checkInputs, id, text } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

export function check(_config: unknown, _olds: Values, news: Values): CheckResult {
  return checkInputs(
    news,
    { throttlingPolicy: "Unlimited", adopt: false },
    { applicationId: id, apiId: id, throttlingPolicy: text(255) },
  );
}

export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  return compare(olds, news, { replace: ["applicationId", "apiId"], update: ["throttlingPolicy"] });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
