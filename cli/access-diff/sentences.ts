import type { Way } from "../../access/index.ts";
import { code, count, list } from "./escape.ts";
import { subjectText } from "./subjects.ts";
import type {
  AccessDiff,
  Direction,
  OwnerChange,
  PeopleChange,
  PermissionChange,
  Replacement,
  ResourceStep,
  RoleChange,
  Subject,
} from "./types.ts";

/** "Client `storefront` gains `books_add` on `POST /books` of `books`, granted for everybody."; all of whom this is true. */
export function clientSentence(changes: PermissionChange[]): string {
  const [{ direction, api, at, permission, operations, way, declared } = NO_CHANGE] = changes;
  const clients = list(changes.map(({ client }) => code(client)));
  const verb = `**${changes.length > 1 ? direction.replace(/s$/, "") : direction}**`;
  const who = `${changes.length > 1 ? "Clients" : "Client"} ${clients} ${verb}`;
  const on = operations.length > 0 ? list(operations.map(code)) : "no operation";
  if (permission === undefined)
    return `${who} ${on} of ${code(api)}${placeText(at)}, which needs no permission: any token will do, also one without a person.`;
  const how = way === undefined ? "" : WAYS[way](declared, direction);
  return `${who} ${code(permission)} on ${on} of ${code(api)}${placeText(at)}${how}.`;
}

function placeText(at: string | undefined): string {
  return at === undefined ? "" : ` in ${code(at)}`;
}

const NO_CHANGE: PermissionChange = {
  direction: "gains",
  client: "",
  api: "",
  permission: undefined,
  operations: [],
  way: undefined,
  declared: false,
};

const WAYS: Record<Way, (declared: boolean, direction: Direction) => string> = {
  granted: () => ", granted for everybody",
  preAuthorized: () => ", pre-authorised",
  obtainable: (declared, direction) =>
    declared
      ? ", by asking each person"
      : `, by asking each person, though it ${direction === "gains" ? "does" : "did"} not list it`,
  askedOfAdmins: (_, direction) =>
    direction === "gains"
      ? ", **once an administrator consents**"
      : ", if an administrator has consented to it",
};

/** "User `eve` gains ownership of the registrations of API `books` and client `storefront`: …" */
export function ownerSentence({ direction, subjects, apis, clients }: OwnerChange): string {
  const of = [...apis.map((key) => `API ${code(key)}`), ...clients.map((key) => `client ${code(key)}`)];
  const what = `the ${of.length > 1 ? "registrations" : "registration"} of ${list(of)}`;
  const who = `${subjectsText(subjects)} **${verbFor(direction, subjects)} ownership** of ${what}`;
  if (direction === "loses") return `${who}.`;
  const powers = [
    ...(clients.length > 0 ? ["make secrets and change redirect URIs, and so act as the client"] : []),
    ...(apis.length > 0 ? ["change scopes and let clients in without consent"] : []),
  ];
  return `${who}: an owner needs no role to ${powers.join(", or ")}.`;
}

/** "Users `ada`, `grace` and group `Librarians` lose `POST /books` of `books` (through `storefront`)." */
export function peopleSentence(change: PeopleChange): string {
  const {
    direction,
    api,
    at,
    operations,
    subjects,
    through,
    exceptMembersOf,
    exceptWhoConsented,
    ifAdminConsented,
  } = change;
  const clients = through.length > 0 ? ` (through ${list(through.map(code))})` : "";
  const members = list(exceptMembersOf.map(code));
  const exceptions = [
    ...(ifAdminConsented ? ["if an administrator has consented"] : []),
    ...(members
      ? [
          direction === "gains"
            ? `if not before as a member of ${members}`
            : `unless as a member of ${members}`,
        ]
      : []),
    ...(exceptWhoConsented ? ["but who has consented before keeps it"] : []),
  ];
  return `${[`${subjectsText(subjects)} **${verbFor(direction, subjects)}** ${list(operations.map(code))} of ${code(api)}${placeText(at)}${clients}`, ...exceptions].join(", ")}.`;
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

function accessHeadline(diff: AccessDiff): string {
  const { owners, clients, people, roles, scopes, rules, secrets, replacements } = diff;
  const members = roles.flatMap(({ subjects }) => subjects).length;
  const stopped = new Set(secrets.flatMap(({ stops }) => stops ?? [])).size;
  const parts = [
    ownersPart("gains", owners),
    ownersPart("loses", owners),
    part("gains", clients, people),
    part("loses", clients, people),
    stopped > 0
      ? `${count(stopped, "client secret")} ${stopped === 1 ? "stops" : "stop"} working at once`
      : "",
    members > 0 ? `${count(members, "change")} of role members` : "",
    scopes.length > 0 ? `${count(scopes.length, "change")} of scopes` : "",
    rules.length > 0 ? `${count(rules.length, "change")} of APIs and clients` : "",
  ].filter(Boolean);
  if (parts.length > 0) return parts.join("; ");
  return replacements.length > 0
    ? "Nobody gains or loses access for good, but what is replaced interrupts it"
    : "Nobody gains or loses access";
}

function ownersPart(direction: Direction, owners: OwnerChange[]): string {
  const changes = owners.filter((each) => each.direction === direction);
  const who = new Set(changes.flatMap(({ subjects }) => subjects.map(subjectText))).size;
  const what = new Set(
    changes.flatMap(({ apis, clients }) => [...apis.map((key) => `api ${key}`), ...clients]),
  ).size;
  if (who === 0) return "";
  return `${count(who, "owner")} ${who === 1 ? direction : direction.replace(/s$/, "")} ${count(what, "registration")}`;
}

/** Kinds of people in the order in which they are counted, with the word for one of them. */
const KINDS = [
  ["user", "user"],
  ["group", "group"],
  ["application", "application"],
  ["unknown", "other principal"],
] as const;

function part(direction: Direction, clients: PermissionChange[], people: PeopleChange[]): string {
  const its = people.filter((each) => each.direction === direction).flatMap(({ subjects }) => subjects);
  const who: (readonly [number: number, word: string])[] = [
    [
      new Set(clients.filter((each) => each.direction === direction).map(({ client }) => client)).size,
      "client",
    ],
    ...KINDS.map(
      ([kind, word]) =>
        [new Set(its.filter((each) => each.kind === kind).map(subjectText)).size, word] as const,
    ),
  ];
  const words = who.filter(([number]) => number > 0).map(([number, word]) => count(number, word));
  if (its.some(({ kind }) => kind === "everyone")) words.push("everyone in the tenant");
  if (its.some(({ kind }) => kind === "anyone")) words.push("anyone without a token");
  if (words.length === 0) return "";
  const [number] = who.find(([each]) => each > 0) ?? [1];
  return `${list(words)} ${words.length === 1 && number === 1 ? direction : direction.replace(/s$/, "")} access`;
}

function verbFor(direction: Direction, subjects: Subject[]): string {
  return subjects.length > 1 ? direction.replace(/s$/, "") : direction;
}

function subjectsText(subjects: Subject[]): string {
  const text = list(subjects.map(subjectWords));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function subjectWords(subject: Subject): string {
  switch (subject.kind) {
    case "everyone":
      return "everyone in the tenant";
    case "anyone":
      return "anyone, without a token,";
    case "deployer":
      return `the deploying identity ${code(subject.name)}`;
    case "unknown":
      return `object id ${code(subject.name)}`;
    default:
      return `${subject.kind} ${code(subject.name)}`;
  }
}
