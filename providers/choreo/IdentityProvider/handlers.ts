import { type CheckResult, checkInputs, oneOf, text } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import type { Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";
import { FIELDS } from "./fields.ts";

export function check(_config: unknown, _olds: Values, news: Values): CheckResult {
  const [project, stack] = String(news.claimant ?? "").split("/");
  const defaults = {
    description: `Managed by Pulumi: ${project}/${stack}`,
    scopesClaim: "scp",
    enabled: true,
    adopt: false,
  };
  const { environments } = news;
  const sorted = Array.isArray(environments) ? { environments: environments.toSorted() } : {};
  return checkInputs({ ...news, ...sorted }, defaults, {
    name: text(100),
    description: text(256, 0),
    issuer: text(1024),
    jwks: url,
    tokenEndpoint: url,
    authorizeEndpoint: url,
    consumerKeyClaim: text(255),
    scopesClaim: text(255),
    tokenType: (type) =>
      type === undefined ? undefined : oneOf("EXTERNAL", "DIRECT", "EXCHANGED", "BOTH")(type),
  });
}

function url(value: unknown): string | undefined {
  return URL.canParse(String(value)) ? undefined : "must be a URL";
}

/**
 * The server changes neither a name (keys go by it) nor the type of tokens; an issuer can be there once, so that the old one has to go
 * first.
 */
export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  const update = FIELDS.filter((field) => field !== "name" && field !== "tokenType");
  return compare(olds, news, { replace: ["name", "tokenType"], update, deleteBeforeReplace: true });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
