import type { AccessModel } from "../../access/index.ts";
import { sortedBy } from "../../access/sort.ts";
import { pairs } from "./fact.ts";
import { keyOf } from "./keys.ts";
import { principals, subjectText } from "./subjects.ts";
import type { Direction, OwnerChange } from "./types.ts";

/**
 * Who gains or loses ownership of registrations. An owner needs no role to make secrets and to change where codes go, so whoever owns a
 * client has what it has (learn.microsoft.com, "Overview of enterprise application ownership" and "Application ownership").
 */
export function ownerChanges(before: AccessModel, after: AccessModel): OwnerChange[] {
  const found = new Map<string, OwnerChange>();
  const add = (direction: Direction, kind: "apis" | "clients", key: string, ids: string[]) => {
    for (const subject of principals(before, after, ids)) {
      const entryKey = keyOf(direction, subjectText(subject));
      const entry = found.get(entryKey) ?? { direction, subjects: [subject], apis: [], clients: [] };
      entry[kind].push(key);
      found.set(entryKey, entry);
    }
  };
  for (const kind of ["apis", "clients"] as const)
    for (const [key, was, is] of pairs<{ owners: string[] }>(before[kind], after[kind])) {
      const [old, now] = [was?.owners ?? [], is?.owners ?? []];
      add(
        "gains",
        kind,
        key,
        now.filter((id) => !old.includes(id)),
      );
      add(
        "loses",
        kind,
        key,
        old.filter((id) => !now.includes(id)),
      );
    }
  return fold([...found.values()]);
}

/** Those who gain or lose the same are one entry. */
function fold(changes: OwnerChange[]): OwnerChange[] {
  const groups = Map.groupBy(changes, ({ direction, apis, clients }) =>
    keyOf(direction, ...apis, "clients", ...clients),
  );
  const folded = [...groups.values()].map((group) => ({
    ...(group[0] as OwnerChange),
    subjects: sortedBy(
      group.flatMap(({ subjects }) => subjects),
      subjectText,
    ),
  }));
  return sortedBy(folded, ({ direction, subjects }) => keyOf(direction, ...subjects.map(subjectText)));
}
