import type { ResolvedSettings } from "../../settings/index.ts";
import type { Findings } from "./findings.ts";
import type { History } from "./History.ts";
import { ownerNotices } from "./owners.ts";
import { silentRenames } from "./renames.ts";
import { revocationNotices, secretProblems } from "./secrets.ts";

export { departedAssignments, explainDeparted } from "./departed.ts";
export { History } from "./History.ts";
export { leftEnvironments } from "./leftEnvironments.ts";
export { formerPrincipals } from "./principals.ts";
export { type EarlierSecrets, earlierSecrets } from "./secrets.ts";
export { type StateResource, stateBefore } from "./stateBefore.ts";

/** What the settings look like beside the state that they change. */
export function compareWithHistory(history: History, settings: ResolvedSettings, now = new Date()): Findings {
  const { problems, notices } = silentRenames(history, settings);
  return {
    problems: [...problems, ...secretProblems(history, settings, now)],
    notices: [...notices, ...ownerNotices(history, settings), ...revocationNotices(history, settings)],
  };
}
