import type { ResolvedSettings } from "../../settings/index.ts";
import type { Findings } from "./findings.ts";
import type { History } from "./History.ts";
import { identifierUriNotices } from "./identifierUris.ts";
import { nothingThere } from "./nothingThere.ts";
import { ownerNotices } from "./owners.ts";
import { silentRenames } from "./renames.ts";
import { damagedRegisters, sharedInChoreo } from "./sameInChoreo.ts";
import { revocationNotices, secretProblems } from "./secrets.ts";
import { takenKeys } from "./takenKeys.ts";
import { mergedEntries, takenNames } from "./takenNames.ts";

export { departedAssignments, explainDeparted } from "./departed.ts";
export { deployedBefore } from "./deployedBefore.ts";
export { History } from "./History.ts";
export { leftEnvironments } from "./leftEnvironments.ts";
export { formerPrincipals } from "./principals.ts";
export { formerApiKeys } from "./sameInChoreo.ts";
export { type EarlierSecrets, earlierSecrets } from "./secrets.ts";
export { type StateResource, stateBefore } from "./stateBefore.ts";
export { folded } from "./takenNames.ts";

/** What the settings look like beside the state that they change. */
export function compareWithHistory(history: History, settings: ResolvedSettings, now = new Date()): Findings {
  const damaged = damagedRegisters(history, settings);
  return {
    problems: [
      ...damaged.problems,
      ...mergedEntries(history, settings),
      ...takenNames(history, settings),
      ...takenKeys(history, settings),
      ...sharedInChoreo(history, settings),
      ...secretProblems(history, settings, now),
    ],
    notices: [
      ...damaged.notices,
      ...silentRenames(history, settings),
      ...nothingThere(history, settings),
      ...identifierUriNotices(history, settings),
      ...ownerNotices(history, settings),
      ...revocationNotices(history, settings),
    ],
  };
}
