import type { AccessModel, OperationName } from "../../outputs/types.ts";
import { clientReach, type PeopleReach, peopleReach } from "./reach.ts";
import { sorted, sortedBy } from "./sort.ts";
import type { Direction, PeopleChange, PermissionChange, Subject } from "./types.ts";

/** Which client gains or loses which permission on which operations. */
export function clientChanges(before: AccessModel, after: AccessModel): PermissionChange[] {
  const was = byKey(clientReach(before), (each) => keyOf(each.client, each.api, each.permission ?? ""));
  const is = byKey(clientReach(after), (each) => keyOf(each.client, each.api, each.permission ?? ""));
  const changes = sorted(new Set([...was.keys(), ...is.keys()])).flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    const { client, api, permission } = (now ?? old) as NonNullable<typeof now>;
    const change = (direction: Direction, operations: OperationName[]): PermissionChange[] =>
      // A permission that opens nothing is still news when the client didn't have it.
      operations.length > 0 || !old || !now
        ? [{ direction, client, api, permission, operations: sorted(operations) }]
        : [];
    return [
      ...(now ? change("gains", without(now.operations, old?.operations)) : []),
      ...(old ? change("loses", without(old.operations, now?.operations)) : []),
    ];
  });
  return sortedBy(changes, (each) => keyOf(each.direction, each.client, each.api, each.permission ?? ""));
}

/** Which people gain or lose which operations, whatever the client; those with the same change are one entry. */
export function peopleChanges(before: AccessModel, after: AccessModel): PeopleChange[] {
  const key = (each: PeopleReach) => keyOf(subjectText(each.subject), each.api);
  const was = byKey(peopleReach(before), key);
  const is = byKey(peopleReach(after), key);
  const entries = sorted(new Set([...was.keys(), ...is.keys()])).flatMap((each) => [
    ...onePerson("gains", is.get(each), was.get(each)),
    ...onePerson("loses", was.get(each), is.get(each)),
  ]);
  return fold(entries);
}

function onePerson(
  direction: Direction,
  has: PeopleReach | undefined,
  lacks: PeopleReach | undefined,
): PeopleChange[] {
  if (!has) return [];
  const operations = without([...has.operations.keys()], lacks && [...lacks.operations.keys()]);
  if (operations.length === 0) return [];
  const through = new Set(operations.flatMap((each) => [...(has.operations.get(each) ?? [])]));
  return [
    {
      direction,
      api: has.api,
      operations: sorted(operations),
      subjects: [has.subject],
      through: sorted(through),
    },
  ];
}

function fold(entries: PeopleChange[]): PeopleChange[] {
  const folded = new Map<string, PeopleChange>();
  for (const entry of entries) {
    const key = keyOf(entry.direction, entry.api, ...entry.operations, "through", ...entry.through);
    const same = folded.get(key);
    if (same) same.subjects.push(...entry.subjects);
    else folded.set(key, { ...entry });
  }
  for (const entry of folded.values()) entry.subjects = sortedBy(entry.subjects, subjectText);
  return sortedBy(folded.values(), (each) =>
    keyOf(each.direction, each.api, ...each.operations, ...each.subjects.map(subjectText)),
  );
}

function subjectText(subject: Subject): string {
  return subject.kind === "everyone" ? "everyone" : `${subject.kind} ${subject.name}`;
}

function without<T>(items: T[], others: T[] | undefined): T[] {
  return others ? items.filter((each) => !others.includes(each)) : items;
}

function byKey<T>(items: T[], key: (item: T) => string): Map<string, T> {
  return new Map(items.map((item) => [key(item), item]));
}

/** NUL can't be in a name, so no two lists of names make the same key. */
function keyOf(...parts: string[]): string {
  return parts.join("\u0000");
}
