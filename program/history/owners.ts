import type { ResolvedSettings } from "../../settings/index.ts";
import type { History, Kind } from "./History.ts";

/**
 * Says when a run puts itself in the place of another identity: without `deployer`, whoever runs Pulumi owns the app registrations, and two
 * that take turns take each other off each time.
 */
export function ownerNotices(history: History, { apis, clients, deployer }: ResolvedSettings): string[] {
  if (deployer !== undefined) return [];
  const swaps = [
    ...swapsOf(history, "webApplication", apis),
    ...swapsOf(history, "clientApplication", clients),
  ];
  const [first] = swaps;
  if (!first) return [];
  if (first.caller === undefined)
    return [
      `Owners: this run takes ${first.gone.join(", ")} off ${first.key}, which has no owner of its own in the settings: list those that it is to have under "owners".`,
    ];
  const keys = [...new Set(swaps.map(({ key }) => key))].join(", ");
  return [
    `Owners: this run makes the identity that runs it (object id ${first.caller}) owner of ${keys} and takes ${first.gone.join(", ")} off. If several identities run this stack, set choreo-azuread:deployer to the object id of the one that shall own them.`,
  ];
}

function swapsOf(
  history: History,
  kind: Kind,
  entries: Record<string, { formerly: string[]; owners: string[] }>,
) {
  return Object.entries(entries).flatMap(([key, entry]) => {
    const before = history.entry(kind, key, entry)?.outputs.owners as string[] | undefined;
    const [caller] = entry.owners;
    const gone = before?.filter((owner) => !entry.owners.includes(owner)) ?? [];
    return before && !(caller && before.includes(caller)) && gone.length > 0 ? [{ key, caller, gone }] : [];
  });
}
