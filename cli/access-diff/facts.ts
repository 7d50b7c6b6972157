import type { AccessModel } from "../../outputs/types.ts";
import { consentFacts } from "./consent.ts";
import { code, list } from "./escape.ts";
import { fact, gravestFirst, pairs } from "./fact.ts";
import { roleFacts } from "./roles.ts";
import { sorted } from "./sort.ts";
import type { Fact } from "./types.ts";

type Api = AccessModel["apis"][string];
type Client = AccessModel["clients"][string];

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
            : [fact(2, `Scope ${name}: ${consentOf(now.consent)} (before: ${consentOf(old.consent)}).`)]),
        ];
      }),
    )
    .sort(gravestFirst);
}

/** APIs, roles and clients that come and go, operations that open to everybody, assignment, consent, redirect URIs. */
export function ruleFacts(before: AccessModel, after: AccessModel): Fact[] {
  return [
    ...pairs(before.apis, after.apis).flatMap(([key, was, is]) => apiFacts(key, was, is)),
    ...pairs(before.clients, after.clients).flatMap(([key, was, is]) => clientFacts(key, was, is)),
    ...consentFacts(before, after),
    ...(before.environment === after.environment
      ? []
      : [
          fact(
            2,
            `Environment ${code(before.environment)} is called ${code(after.environment)} now: names in Azure and Choreo change, also those that people see when they consent.`,
          ),
        ]),
  ];
}

function apiFacts(key: string, was: Api | undefined, is: Api | undefined): Fact[] {
  const api = `API ${code(key)}`;
  if (was && !is) return [fact(5, `${api} is taken out: nobody has access to it any more.`)];
  if (!is) return [];
  const open = pairs(was?.operations ?? {}, is.operations).flatMap(([operation, old, now]) => {
    if (now?.length === 0 && old?.length !== 0)
      return [
        fact(
          5,
          `Operation ${code(operation)} of ${code(key)} needs **no permission**: any subscribed client may call it.`,
        ),
      ];
    if (old?.length === 0 && now && now.length > 0)
      return [
        fact(
          2,
          `Operation ${code(operation)} of ${code(key)} needs a permission now: ${list(sorted(now).map(code))}.`,
        ),
      ];
    return [];
  });
  const [old, now] = [was, is].map((each) => each && code(`${each.name} ${each.apiVersion}`));
  const fresh = !was ? [fact(1, `${api} (${now}) is new here.`)] : [];
  const moved =
    was && old !== now
      ? [
          fact(
            4,
            `${api} is ${now} now (before: ${old}): permissions and subscriptions go over to it, and the other one is left as it was found.`,
          ),
        ]
      : [];
  const nobody =
    isDeserted(is) && !(was && isDeserted(was))
      ? [fact(3, `Nobody is assigned to ${code(key)}: no person can sign in for it.`)]
      : [];
  const everybody =
    !is.assignmentRequired && was?.assignmentRequired !== false
      ? [fact(5, `${api}: **assignment is not required**, everyone in the tenant can sign in for it.`)]
      : [];
  const restricted =
    was && is.assignmentRequired && !was.assignmentRequired
      ? [fact(3, `${api}: assignment is required now, only assigned users and groups can sign in for it.`)]
      : [];
  return [...fresh, ...moved, ...open, ...everybody, ...restricted, ...nobody, ...roleFacts(key, was, is)];
}

function isDeserted({ assignmentRequired, users, groups }: Api): boolean {
  return assignmentRequired && users.length + groups.length === 0;
}

function clientFacts(key: string, was: Client | undefined, is: Client | undefined): Fact[] {
  const client = `Client ${code(key)}`;
  if (was && !is) return [fact(5, `${client} is taken out: its registration, secrets and subscriptions go.`)];
  if (!is) return [];
  const added = is.redirectUris.filter((each) => !was?.redirectUris.includes(each));
  const removed = (was?.redirectUris ?? []).filter((each) => !is.redirectUris.includes(each));
  return [
    ...(was ? [] : [fact(1, `${client} is new.`)]),
    ...sorted(added).map((uri) => fact(3, `${client} may send people back to ${code(uri)}.`)),
    ...sorted(removed).map((uri) => fact(3, `${client} may no longer send people back to ${code(uri)}.`)),
  ];
}

function consentOf(consent: "users" | "admins"): string {
  return consent === "users" ? "users may consent" : "only admins may consent";
}
