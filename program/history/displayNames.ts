import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

type Section = "apis" | "clients";

/**
 * Names in Azure, which the application in Choreo has too, that another entry of the last run has: whoever is to get one now would be made
 * or renamed before the other one goes or gives it up, so that there would be two of it.
 */
export function takenNames(history: History, { apis, clients }: ResolvedSettings): Problem[] {
  const holders = (
    [
      ["apis", "webApplication"],
      ["clients", "clientApplication"],
    ] as const
  ).flatMap(([section, kind]) =>
    history
      .all(kind)
      .map(({ name, outputs }) => ({ section, name, displayName: folded(outputs.displayName) })),
  );
  const entries = [
    ...Object.entries(apis).map(([key, api]) => ({ section: "apis" as Section, key, ...api })),
    ...Object.entries(clients).map(([key, client]) => ({ section: "clients" as Section, key, ...client })),
  ];
  return entries.flatMap(({ section, key, displayName, formerly }): Problem[] => {
    const own = [key, ...formerly];
    const isOwn = (holder: { section: Section; name: string }) =>
      holder.section === section && own.includes(holder.name);
    const named = holders.filter((holder) => holder.displayName === folded(displayName));
    const other = named.find((holder) => !isOwn(holder));
    if (!other || named.some(isOwn)) return [];
    const stays = entries.some(
      (each) => each.section === other.section && [each.key, ...each.formerly].includes(other.name),
    );
    const has = `would have the name ${JSON.stringify(displayName)} in Azure, which ${other.section}.${other.name} of the last run has`;
    const isFresh = !holders.some(isOwn);
    const advice =
      !stays && isFresh && other.section === section
        ? `. If it is the same entry under another key, say "formerly: ${other.name}" and nothing changes. If not, give it another displayName`
        : `${stays ? " and gives up only in this one" : ", which goes only in this one"}. Run pulumi up without this change first, or give it another displayName`;
    return [{ path: [section, key], message: has + advice }];
  });
}

const folded = (name: unknown) => String(name).toLowerCase();
