import type { AccessModel } from "../../outputs/types.ts";
import { code, count } from "./escape.ts";
import { fact, gravestFirst, pairs } from "./fact.ts";
import { PASSWORD_TYPE } from "./state.ts";
import type { Comparison, Fact, ResourceStep } from "./types.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;

/** Secrets that rotate, are made or withdrawn by this change, get another lifetime, or end soon. */
export function secretFacts(before: AccessModel, comparison: Comparison): Fact[] {
  return [
    ...pairs(before.clients, comparison.after.clients).flatMap(([client, was, is]) => {
      if (!was || !is) return [];
      const rotates =
        was.secret.rotation === is.secret.rotation
          ? []
          : [
              fact(
                4,
                `The secret of client ${code(client)} **rotates** (${code(String(was.secret.rotation))} to ${code(String(is.secret.rotation))}): hand out the new one; docs/secrets.md says how long the old one works.`,
              ),
            ];
      const lives =
        was.secret.expires === is.secret.expires
          ? []
          : [
              fact(
                2,
                `Secrets of client ${code(client)} live ${code(is.secret.expires)} (before: ${code(was.secret.expires)}).`,
              ),
            ];
      return [...rotates, ...lives];
    }),
    ...comparison.steps.flatMap(passwordFact),
    ...expiring(comparison),
  ].sort(gravestFirst);
}

function passwordFact({ token, op, name }: ResourceStep): Fact[] {
  if (token !== PASSWORD_TYPE) return [];
  if (op === "create") return [fact(2, `A client secret is made: ${code(name)}.`)];
  if (op === "delete")
    return [fact(4, `The client secret ${code(name)} is withdrawn: it stops working at once.`)];
  if (op === "replace") return [fact(4, `The client secret ${code(name)} is replaced by a new one.`)];
  return [];
}

/** A secret that this change withdraws or replaces anyway is not worth a warning. */
function expiring({ secrets, steps, now, expiryDays = DEFAULT_DAYS }: Comparison): Fact[] {
  const going = new Set(steps.filter(({ op }) => op === "delete" || op === "replace").map(({ urn }) => urn));
  return secrets
    .filter(({ urn }) => !going.has(urn))
    .flatMap(({ name, expires }) => {
      const days = Math.floor((Date.parse(expires) - now.getTime()) / DAY_MS);
      if (Number.isNaN(days) || days >= expiryDays) return [];
      const date = expires.slice(0, 10);
      return days < 0
        ? [fact(5, `The client secret ${code(name)} **expired** on ${date}.`)]
        : [fact(4, `The client secret ${code(name)} expires on ${date}, in ${count(days, "day")}.`)];
    });
}
