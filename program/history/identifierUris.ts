import type { ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";
import { folded } from "./takenNames.ts";

/** Identifier URIs that this run changes: clients have them in the scopes that they ask for. */
export function identifierUriNotices(history: History, { apis }: Pick<ResolvedSettings, "apis">): string[] {
  return Object.entries(apis).flatMap(([key, api]) => {
    const before = history.entry("identifierUri", key, api)?.outputs.identifierUri;
    const clientId = history.entry("webApplication", key, api)?.outputs.clientId;
    const now = api.identifierUri ?? (clientId === undefined ? undefined : `api://${clientId}`);
    if (before === undefined || now === undefined || folded(before) === folded(now)) return [];
    return [
      `apis.${key}: its identifier URI changes from ${before} to ${now}: whoever goes on asking for the scopes of the old one gets AADSTS500011`,
    ];
  });
}
