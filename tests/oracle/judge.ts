import type { AccessDiff, PeopleChange, PermissionChange, Subject } from "../../cli/access-diff/types.ts";
import { type Calls, callKey, ITSELF, NOBODY } from "./probe.ts";
import { APIS, CLIENTS, operationsOf, USERS } from "./worlds.ts";

/** Who is in which group of the sandbox. */
const MEMBERS: Record<string, string[]> = { Librarians: ["grace@taylordean.example"], Clerks: [] };

/**
 * What the diff says against what calls show.
 *
 * @returns a sentence for each change of what can be called that the diff does not tell, and for each line that no call bears out
 */
export function differences(diff: AccessDiff, before: Calls, after: Calls): string[] {
  const changed = (direction: "gains" | "loses", key: string) =>
    direction === "gains" ? after.has(key) && !before.has(key) : before.has(key) && !after.has(key);
  return [
    ...[...before, ...after].flatMap((key) => {
      const direction = changed("gains", key) ? "gains" : changed("loses", key) ? "loses" : undefined;
      if (!direction) return [];
      const [person = "", client = "", api = "", operation = ""] = key.split(" | ");
      const isTold =
        diff.people.some(
          (line) =>
            line.direction === direction &&
            line.api === api &&
            line.operations.includes(operation) &&
            (line.through.length === 0 || line.through.includes(client)) &&
            line.subjects.some((subject) => includes(subject, person)),
        ) ||
        diff.clients.some(
          (line) =>
            line.direction === direction &&
            line.client === client &&
            line.api === api &&
            line.operations.includes(operation),
        );
      return isTold ? [] : [`not told: ${key} ${direction}`];
    }),
    ...diff.people.flatMap((line) => untrueOfPeople(line, before, after)),
    ...diff.clients.flatMap((line) => untrueOfClient(line, before, after)),
  ];
}

/** Whether a subject of the diff is this person or more than this person. */
function includes(subject: Subject, person: string): boolean {
  switch (subject.kind) {
    case "anyone":
      return true;
    case "everyone":
      return person !== NOBODY;
    case "group":
      return MEMBERS[subject.name]?.includes(person) ?? false;
    default:
      return "name" in subject && subject.name === person;
  }
}

function untrueOfPeople(line: PeopleChange, before: Calls, after: Calls): string[] {
  if (line.ifAdminConsented) return [];
  const [has, lacks] = line.direction === "gains" ? [after, before] : [before, after];
  const clients = line.through.length > 0 ? line.through : [""];
  return line.subjects.flatMap((subject) =>
    line.operations.flatMap((operation) => {
      const people = [...USERS, ITSELF, NOBODY].filter(
        (person) =>
          includes(subject, person) &&
          (subject.kind === "everyone" || subject.kind === "anyone" || person !== ITSELF) &&
          !line.exceptMembersOf.some((group) => MEMBERS[group]?.includes(person)),
      );
      const can = (calls: Calls, person: string, among: readonly string[]) =>
        among.some((client) => calls.has(callKey(person, client, line.api, operation)));
      const everywhere = ["", ...CLIENTS];
      const what = `${"name" in subject ? subject.name : subject.kind} ${line.direction} ${operation}`;
      // A person counts for what any client opens; a group or everyone may have members who had it all along.
      const isSingle = subject.kind === "user";
      const missing = people.filter((person) => person !== NOBODY && !can(has, person, clients));
      if (missing.length > 0 && subject.kind !== "anyone")
        return [`not so: ${what}: ${missing.join(", ")} cannot`];
      const same = people.filter((person) => can(lacks, person, everywhere));
      if (isSingle && same.length > 0) return [`not so: ${what}: also on the other side`];
      if (!isSingle && people.length > 0 && same.length === people.length) {
        const alone = subject.kind === "group";
        return alone ? [] : [`not so: ${what}: all have it on the other side too`];
      }
      return [];
    }),
  );
}

/** A client's line is about its tokens: who may sign in for the API can call with it, and could not with what it had of that. */
function untrueOfClient(line: PermissionChange, before: Calls, after: Calls): string[] {
  if (line.way === "askedOfAdmins") return [];
  const has = line.direction === "gains" ? after : before;
  const callers = [...USERS, ITSELF].filter((person) =>
    APIS.some((api) =>
      operationsOf(api).some((operation) => has.has(callKey(person, line.client, api, operation))),
    ),
  );
  if (callers.length === 0) return [];
  return line.operations.flatMap((operation) => {
    const can = [...USERS, ITSELF].filter((person) =>
      has.has(callKey(person, line.client, line.api, operation)),
    );
    const open = line.permission === undefined;
    if (can.length > 0 || !open) return [];
    return [`not so: ${line.client} ${line.direction} ${operation}`];
  });
}
