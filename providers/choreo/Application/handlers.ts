import { type CheckResult, checkInputs, text } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

export function check(_config: unknown, _olds: Values, news: Values): CheckResult {
  const [project, stack] = String(news.claimant ?? "").split("/");
  const defaults = {
    description: `Managed by Pulumi: ${project}/${stack}`,
    throttlingPolicy: "Unlimited",
    adopt: false,
  };
  return checkInputs(news, defaults, { name, description: text(512, 0), throttlingPolicy: text(255) });
}

/** Rules of the server that would otherwise be met in the middle of `up` (ApplicationsApiServiceImpl.java). */
function name(value: unknown): string | undefined {
  const reason = text(100)(value);
  if (reason) return reason;
  if (value !== String(value).trim()) return "must not begin or end with a space";
  const invalid = String(value).match(/[~!@#;%^*+={}|\\<>"',]/)?.[0];
  return invalid && `must not contain the character ${invalid}`;
}

export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  return compare(olds, news, { update: ["name", "description", "throttlingPolicy"] });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
