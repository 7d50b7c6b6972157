import { type Identity, type MissingScopes, missingScopes, resourcesOf } from "../providers/choreo/reads.ts";
import { mapValues, pickBy } from "../shared/records.ts";
import type { Findings } from "./findings.ts";
import { isMade } from "./madeIdentityProvider.ts";
import type { Settings } from "./types.ts";

const DAY = 24 * 3600 * 1000;
/** A personal access token that ends within so many days is told of. */
const NOTICE_DAYS = 14;

/**
 * What the credential for the control plane cannot do of what these settings need, before anything is tried: reading is always needed,
 * writing by an `up` alone, since the identity that previews need not have it.
 *
 * @returns `remarks`: what a preview should say without alarm
 */
export function credentialFindings(
  { choreo, apis, clients }: Pick<Settings, "choreo" | "apis" | "clients">,
  identity: Identity,
  { now, isPreview }: { now: Date; isPreview: boolean },
): Findings & { remarks: string[] } {
  const resources = {
    ...resourcesOf(
      Object.keys(pickBy(apis, ({ permissionsFrom }) => permissionsFrom !== "choreo")),
      mapValues(clients, ({ uses }) => Object.keys(uses)),
    ),
    IdentityProvider: isMade(choreo.identityProvider) ? ["identity-provider"] : [],
  };
  const missing = missingScopes(identity, resources).map((lack) => ({
    isForWriting: lack.resources.length > 0,
    message: inWords(identity, lack),
  }));
  const isTolerated = ({ isForWriting }: { isForWriting: boolean }) => isForWriting && isPreview;
  return {
    problems: missing.filter((lack) => !isTolerated(lack)).map(({ message }) => ({ path: [], message })),
    notices: endsSoon(identity, now),
    remarks: missing.filter(isTolerated).map(({ message }) => `Only a preview is possible: ${message}`),
  };
}

function inWords({ kind }: Identity, { anyOf, resources }: MissingScopes): string {
  const [first, ...others] = anyOf;
  const alternatives = others.length ? ` (or ${others.join(", ")})` : "";
  const users = resources.length ? resources.join(", ") : "every run, also a preview,";
  const verb = resources.length > 1 ? "need" : "needs";
  return `the ${kind} lacks the scope ${first}${alternatives}, which ${users} ${verb}`;
}

/** Tokens of the STS live for minutes; only of a personal access token is its end news. */
function endsSoon({ kind, ends }: Identity, now: Date): string[] {
  if (kind !== "personal access token" || !ends) return [];
  const days = Math.floor((ends.getTime() - now.getTime()) / DAY);
  if (days >= NOTICE_DAYS) return [];
  return [
    `The personal access token for Choreo ends on ${ends.toISOString().slice(0, 10)}, in ${days} ${days === 1 ? "day" : "days"}. Make another one (Account Settings, Personal Access Tokens)`,
  ];
}
