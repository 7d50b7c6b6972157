import { type AccessModel, type OperationName, type Reach, reachOf, subjectKey } from "../../access/index.ts";
import { sorted, sortedBy, sortedSet } from "../../access/sort.ts";
import { mapValues } from "../../shared/records.ts";
import { keyOf } from "./keys.ts";
import { nameSubjects, sortSubjects, subjectText } from "./subjects.ts";
import type { Direction, PeopleChange } from "./types.ts";

type ModelSubject = Reach["subject"];

/** Which people gain or lose which operations, whatever the client; those with the same change are one entry. */
export function peopleChanges(before: AccessModel, after: AccessModel): PeopleChange[] {
  const [was, is] = [new Reached(before), new Reached(after)];
  const kept = new Reached(withConsentsKept(before, after));
  const named = nameSubjects(before, after);
  const isGroup = (subject: ModelSubject) =>
    subject.kind === "principal" &&
    (after.principals[subject.id] ?? before.principals[subject.id])?.kind === "group";

  const changes = (direction: Direction, has: Reached, lacks: Reached): PeopleChange[] =>
    [...has.entries.values()].flatMap(({ subject, api, operation, clients, certain }) => {
      if (has.isForMore(subject, api, operation, certain) || lacks.includes(subject, api, operation, certain))
        return [];
      const isOne = subject.kind === "principal" && !isGroup(subject);
      const groups = isOne ? lacks.subjectsOf(api, operation, certain).filter(isGroup).map(named) : [];
      return [
        {
          direction,
          api,
          operations: [operation],
          subjects: [named(subject)],
          through: sorted(clients),
          ifAdminConsented: !certain,
          exceptMembersOf: sorted(groups.flatMap((each) => ("name" in each ? each.name : []))),
          exceptWhoConsented: direction === "loses" && kept.includes(subject, api, operation, true),
        },
      ];
    });
  return fold([...changes("gains", is, was), ...changes("loses", was, is)]);
}

interface Entry {
  subject: ModelSubject;
  api: string;
  operation: OperationName;
  clients: Set<string>;
  certain: boolean;
}

/** Who reaches what: every subject and operation with the clients through which; those that are certain, if there are any. */
class Reached {
  readonly entries = new Map<string, Entry>();

  constructor(model: AccessModel) {
    for (const { subject, api, operation, client, certain } of reachOf(model)) {
      const key = keyOf(subjectKey(subject), api, operation);
      const known = this.entries.get(key);
      if (known?.certain && !certain) continue;
      const entry =
        known?.certain === certain ? known : { subject, api, operation, clients: new Set<string>(), certain };
      if (client !== undefined) entry.clients.add(client);
      this.entries.set(key, entry);
    }
  }

  /** Whether the subject has it, by itself or as one of more. */
  includes(subject: ModelSubject, api: string, operation: OperationName, certain: boolean): boolean {
    return (
      this.#has(subjectKey(subject), api, operation, certain) ||
      this.isForMore(subject, api, operation, certain)
    );
  }

  /** Whether more have it than the subject, so that there is nothing to say of it alone. */
  isForMore(subject: ModelSubject, api: string, operation: OperationName, certain: boolean): boolean {
    if (subject.kind === "anyone") return false;
    if (this.#has("anyone", api, operation, certain)) return true;
    return subject.kind === "principal" && this.#has("everyone", api, operation, certain);
  }

  subjectsOf(api: string, operation: OperationName, certain: boolean): ModelSubject[] {
    return [...this.entries.values()]
      .filter((each) => each.api === api && each.operation === operation && (each.certain || !certain))
      .map(({ subject }) => subject);
  }

  /** @param certain leave out what only an administrator's consent would give */
  #has(subject: string, api: string, operation: OperationName, certain: boolean): boolean {
    const entry = this.entries.get(keyOf(subject, api, operation));
    return entry !== undefined && (entry.certain || !certain);
  }
}

/** The model as it is for those who consented before: what a person allowed a client stays when the next person must not. */
function withConsentsKept(before: AccessModel, after: AccessModel): AccessModel {
  const apis = mapValues(after.apis, (api, key) => ({
    ...api,
    permissions: mapValues(api.permissions, (permission, name) =>
      before.apis[key]?.permissions[name]?.consent === "users"
        ? { ...permission, consent: "users" as const }
        : permission,
    ),
  }));
  return { ...after, apis };
}

/** The operations of one subject become one entry, then the subjects with the same operations. */
function fold(entries: PeopleChange[]): PeopleChange[] {
  const same = (each: PeopleChange) => [
    each.direction,
    each.api,
    ...each.through,
    "except",
    ...each.exceptMembersOf,
    String([each.exceptWhoConsented, each.ifAdminConsented]),
  ];
  const byOperation = merged(entries, (each) => [...same(each), ...each.subjects.map(subjectText)]);
  const bySubject = merged(byOperation, (each) => [...same(each), "operations", ...each.operations]);
  return sortedBy(bySubject, (each) =>
    keyOf(each.direction, each.api, ...each.operations, ...each.subjects.map(subjectText)),
  );
}

function merged(entries: PeopleChange[], key: (entry: PeopleChange) => string[]): PeopleChange[] {
  return [...Map.groupBy(entries, (each) => keyOf(...key(each))).values()].map((group) => ({
    ...(group[0] as PeopleChange),
    operations: sortedSet(group.flatMap(({ operations }) => operations)),
    subjects: sortSubjects(
      new Map(group.flatMap(({ subjects }) => subjects).map((each) => [subjectText(each), each])).values(),
    ),
  }));
}
