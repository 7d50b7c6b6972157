import { type AccessModel, clientsOf } from "../../access/index.ts";
import { code } from "./escape.ts";
import { fact, gravestFirst, pairs } from "./fact.ts";
import type { Fact } from "./types.ts";

/** New, removed, renamed, switched and re-consented scopes. */
export function scopeFacts(before: AccessModel, after: AccessModel): Fact[] {
  return pairs(before.apis, after.apis)
    .flatMap(([key, was, is]) =>
      pairs(was?.permissions ?? {}, is?.permissions ?? {}).flatMap(([permission, old, now]) => {
        const name = `${code(permission)} of ${code(key)}`;
        if (!old && now) {
          const off = now.enabled ? "" : ", switched off";
          return [fact(1, `New scope ${name}: ${code(now.scope)}, ${consentOf(now.consent)}${off}.`)];
        }
        if (old && !now)
          return [fact(3, `Scope ${name} is removed: tokens with ${code(old.scope)} open nothing any more.`)];
        if (!old || !now) return [];
        return [
          ...(old.scope === now.scope
            ? []
            : [
                fact(
                  3,
                  `Scope ${name} is renamed from ${code(old.scope)} to ${code(now.scope)}: clients must ask for the new name.`,
                ),
              ]),
          ...(old.enabled === now.enabled
            ? []
            : [
                fact(
                  2,
                  `Scope ${name} is switched ${now.enabled ? "on" : "off: nobody gets it in a token"}.`,
                ),
              ]),
          ...(old.consent === now.consent
            ? []
            : [consentFact(name, old.consent, now.consent, clientsOf(after, key).length)]),
        ];
      }),
    )
    .sort(gravestFirst);
}

/** Consent that is open to users is open to whatever client asks them; what they gave stays when it is closed again. */
function consentFact(name: string, from: "users" | "admins", to: "users" | "admins", clients: number): Fact {
  const means =
    to === "admins"
      ? ". Who has consented before keeps it"
      : clients > 0
        ? ": **every subscribed client may obtain it**, also one that does not list it"
        : "";
  return fact(
    to === "users" ? 4 : 2,
    `Scope ${name}: ${consentOf(to)} (before: ${consentOf(from)})${means}.`,
  );
}

function consentOf(consent: "users" | "admins"): string {
  return consent === "users" ? "users may consent" : "only admins may consent";
}
