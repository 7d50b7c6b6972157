import { code, count, list } from "./escape.ts";
import type {
  AccessDiff,
  Direction,
  PeopleChange,
  PermissionChange,
  Replacement,
  ResourceStep,
  RoleChange,
  Subject,
} from "./types.ts";

/** "Client `storefront` gains `books_add` on `POST /books` of `books`." */
export function clientSentence({ direction, client, api, permission, operations }: PermissionChange): string {
  const on = operations.length > 0 ? list(operations.map(code)) : "no operation";
  const what =
    permission === undefined
      ? `${on} of ${code(api)}, which needs no permission`
      : `${code(permission)} on ${on} of ${code(api)}`;
  return `Client ${code(client)} **${direction}** ${what}.`;
}

/** "Users `ada`, `grace` and group `Librarians` lose `POST /books` of `books` (through `storefront`)." */
export function peopleSentence({ direction, api, operations, subjects, through }: PeopleChange): string {
  return `${subjectsText(subjects)} **${verbFor(direction, subjects)}** ${list(operations.map(code))} of ${code(api)} (through ${list(through.map(code))}).`;
}

/** "User `grace` and group `Auditors` gain the role `auditor` of `books`." */
export function roleSentence({ direction, api, role, subjects }: RoleChange): string {
  return `${subjectsText(subjects)} **${verbFor(direction, subjects)}** the role ${code(role)} of ${code(api)}.`;
}

/** "`choreo:IdpKey` `reports` and `storefront` are replaced because of `keyType`: …"; all of one type and for one reason. */
export function replacementSentence(replacements: Replacement[]): string {
  const [{ type, properties, consequence } = NOTHING] = replacements;
  const names = list(replacements.map(({ name }) => code(name)));
  const because = properties.length > 0 ? ` because of ${list(properties.map(code))}` : "";
  return `${code(type)} ${names} ${replacements.length === 1 ? "is" : "are"} **replaced**${because}: ${consequence}.`;
}

const NOTHING: Replacement = { type: "", name: "", properties: [], consequence: "" };

/** "1 to replace, 2 to create" */
export function stepCounts(steps: ResourceStep[]): string {
  const order = ["replace", "delete", "update", "import", "create"] as const;
  return order
    .map((op) => ({ op, number: steps.filter((step) => step.op === op).length }))
    .filter(({ number }) => number > 0)
    .map(({ op, number }) => `${number} to ${op}`)
    .join(", ");
}

/** The headline: how many gain and lose, in one line. */
export function headline(diff: AccessDiff): string {
  const resources = diff.steps.length > 0 ? `Resources: ${stepCounts(diff.steps)}.` : "No resource changes.";
  return `${accessHeadline(diff)}. ${resources}`;
}

function accessHeadline({ clients, people, roles, scopes, rules, replacements }: AccessDiff): string {
  const members = roles.flatMap(({ subjects }) => subjects).length;
  const parts = [
    part("gains", clients, people),
    part("loses", clients, people),
    members > 0 ? `${count(members, "change")} of role members` : "",
    scopes.length > 0 ? `${count(scopes.length, "change")} of scopes` : "",
    rules.length > 0 ? `${count(rules.length, "change")} of APIs and clients` : "",
  ].filter(Boolean);
  if (parts.length > 0) return parts.join("; ");
  return replacements.length > 0
    ? "Nobody gains or loses access for good, but what is replaced interrupts it"
    : "Nobody gains or loses access";
}

function part(direction: "gains" | "loses", clients: PermissionChange[], people: PeopleChange[]): string {
  const who = [
    [
      new Set(clients.filter((each) => each.direction === direction).map(({ client }) => client)).size,
      "client",
    ],
    [subjectCount(direction, people, "user"), "user"],
    [subjectCount(direction, people, "group"), "group"],
  ] as const;
  const words = who.filter(([number]) => number > 0).map(([number, word]) => count(number, word));
  const everyone = people.some(
    (each) => each.direction === direction && each.subjects.some(({ kind }) => kind === "everyone"),
  );
  if (everyone) words.push("everyone in the tenant");
  if (words.length === 0) return "";
  const [number] = who.find(([each]) => each > 0) ?? [1];
  return `${list(words)} ${words.length === 1 && number === 1 ? direction : direction.replace(/s$/, "")} access`;
}

function subjectCount(direction: string, people: PeopleChange[], kind: "user" | "group"): number {
  const names = people
    .filter((each) => each.direction === direction)
    .flatMap(({ subjects }) => subjects.flatMap((each) => (each.kind === kind ? [each.name] : [])));
  return new Set(names).size;
}

function verbFor(direction: Direction, subjects: Subject[]): string {
  return subjects.length > 1 ? direction.replace(/s$/, "") : direction;
}

function subjectsText(subjects: Subject[]): string {
  const words = subjects.map((subject) =>
    subject.kind === "everyone" ? "everyone in the tenant" : `${subject.kind} ${code(subject.name)}`,
  );
  const text = list(words);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
