import { type CheckResult, checkInputs, id, text } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import { holding } from "../resource/holders.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

const { compared, guarding } = holding("Subscription");

export function check(_config: unknown, _olds: Values, news: Values): CheckResult {
  return checkInputs(
    news,
    { throttlingPolicy: "Unlimited", adopt: false },
    { applicationId: id, apiId: id, throttlingPolicy: text(255) },
  );
}

export function diff(_config: unknown, id: string, olds: Values, news: Values): DiffResult {
  return compared(
    id,
    olds,
    compare(olds, news, { replace: ["applicationId", "apiId"], update: ["throttlingPolicy"] }),
  );
}

export const { create, read, update, remove } = guarding(withOperations(() => import("./operations.ts")));
