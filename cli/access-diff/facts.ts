import type { AccessModel, ApiAccess, ClientAccess } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";
import { consentFacts } from "./consent.ts";
import { code, list } from "./escape.ts";
import { fact, pairs } from "./fact.ts";
import { operationFacts } from "./operations.ts";
import { roleFacts } from "./roles.ts";
import type { Fact } from "./types.ts";

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

function apiFacts(key: string, was: ApiAccess | undefined, is: ApiAccess | undefined): Fact[] {
  const api = `API ${code(key)}`;
  if (was && !is) return [fact(5, `${api} is taken out: nobody has access through this stack any more.`)];
  if (!is) return [];
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
  const added = was?.environments
    ? (is.environments ?? []).filter((each) => !was.environments?.includes(each))
    : [];
  const deployed =
    added.length > 0
      ? [
          fact(
            3,
            `${api} is deployed to ${list(sorted(added).map(code))} too: who has access to it has it there.`,
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
  return [
    ...fresh,
    ...moved,
    ...deployed,
    ...operationFacts(key, was, is),
    ...everybody,
    ...restricted,
    ...nobody,
    ...roleFacts(key, was, is),
  ];
}

function isDeserted({ assignmentRequired, assigned }: ApiAccess): boolean {
  return assignmentRequired && assigned.length === 0;
}

function clientFacts(key: string, was: ClientAccess | undefined, is: ClientAccess | undefined): Fact[] {
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
