import type { AccessModel } from "../../access/index.ts";
import type { AccessDiff, PeopleChange, PermissionChange, Subject } from "../../cli/access-diff/types.ts";
import { type Calls, callKey, ITSELF, NOBODY } from "./probe.ts";
import { APIS, CLIENTS, ENVIRONMENTS, operationsOf, USERS } from "./worlds.ts";

/** Who is in which group of the sandbox. */
const MEMBERS: Record<string, string[]> = { Librarians: ["grace@taylordean.example"], Clerks: [] };
const EVERYBODY = [...USERS, ITSELF, NOBODY];

export interface Change {
  diff: AccessDiff;
  before: Calls;
  after: Calls;
  /** Undefined where nothing was deployed. */
  was: AccessModel | undefined;
  is: AccessModel;
}

/**
 * What the diff says against what calls show, in each environment: where the stack stays, by the lines that name none or this one; where it
 * leaves, by those that name it. That a further one gets all of it is one sentence; where the stack is on neither side it knows nothing.
 *
 * @returns a sentence for each change of what can be called that the diff does not tell, and for each line that no call bears out
 */
export function differences(change: Change): string[] {
  return APIS.flatMap((api) =>
    ENVIRONMENTS.flatMap((environment) => {
      const [old, now] = [change.was, change.is].map((model) =>
        model?.apis[api]?.environments?.includes(environment),
      );
      const here = new Here(change, api, environment, old && !now ? environment : undefined);
      if (!old && now && change.was)
        return change.diff.rules.some(({ sentence }) => sentence.includes(`\`${api}\` is deployed to`))
          ? []
          : [`not told: ${api} in ${environment}`];
      if (!old && change.was) return [];
      if (!old && !now) return [];
      return [...here.untold(), ...here.untrue()];
    }),
  );
}

/** One API in one environment. */
class Here {
  readonly #change: Change;
  readonly #api: string;
  readonly #environment: string;
  readonly #people: PeopleChange[];
  readonly #clients: PermissionChange[];

  constructor(change: Change, api: string, environment: string, at: string | undefined) {
    this.#change = change;
    this.#api = api;
    this.#environment = environment;
    // Where the stack stays: what is so everywhere, and what is so here since environments had not the same.
    const isHere = (line: { api: string; at?: string }) =>
      line.api === api && (line.at === at || (at === undefined && line.at === environment));
    this.#people = change.diff.people.filter(isHere);
    this.#clients = change.diff.clients.filter(isHere);
  }

  #can(calls: Calls, person: string, client: string, operation: string): boolean {
    return calls.has(callKey(person, client, this.#api, operation, this.#environment));
  }

  /** What changed, call by call. */
  untold(): string[] {
    const { before, after } = this.#change;
    return operationsOf(this.#api).flatMap((operation) =>
      ["", ...CLIENTS].flatMap((client) =>
        EVERYBODY.flatMap((person) => {
          const [could, can] = [before, after].map((calls) => this.#can(calls, person, client, operation));
          if (could === can) return [];
          const direction = can ? "gains" : "loses";
          const isTold =
            this.#people.some(
              (line) =>
                line.direction === direction &&
                line.operations.includes(operation) &&
                (line.through.length === 0 || line.through.includes(client)) &&
                line.subjects.some((subject) => includes(subject, person)),
            ) ||
            this.#clients.some(
              (line) =>
                line.direction === direction && line.client === client && line.operations.includes(operation),
            );
          return isTold
            ? []
            : [
                `not told: ${[person, client, this.#api, operation, this.#environment].join(" | ")} ${direction}`,
              ];
        }),
      ),
    );
  }

  untrue(): string[] {
    return [
      ...this.#people.flatMap((line) => this.#ofPeople(line)),
      ...this.#clients.flatMap((line) => this.#ofClient(line)),
    ];
  }

  #ofPeople(line: PeopleChange): string[] {
    if (line.ifAdminConsented) return [];
    const { before, after } = this.#change;
    const [has, lacks] = line.direction === "gains" ? [after, before] : [before, after];
    const clients = line.through.length > 0 ? line.through : [""];
    return line.subjects.flatMap((subject) =>
      line.operations.flatMap((operation) => {
        const people = EVERYBODY.filter(
          (person) =>
            includes(subject, person) &&
            (subject.kind === "everyone" || subject.kind === "anyone" || person !== ITSELF) &&
            !line.exceptMembersOf.some((group) => MEMBERS[group]?.includes(person)),
        );
        const can = (calls: Calls, person: string, among: readonly string[]) =>
          among.some((client) => this.#can(calls, person, client, operation));
        const everywhere = ["", ...CLIENTS];
        const what = `${"name" in subject ? subject.name : subject.kind} ${line.direction} ${operation} in ${this.#environment}`;
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

  /**
   * A client's line is about its tokens: with that permission, or none, somebody can call the operation through it, if there is anybody
   * who gets a token of it for the API at all; and through that permission alone nobody could on the other side.
   */
  #ofClient(line: PermissionChange): string[] {
    if (line.way === "askedOfAdmins") return [];
    const { before, after, was, is } = this.#change;
    const [has, model] = line.direction === "gains" ? [after, is] : [before, was];
    const api = model?.apis[this.#api];
    const callers =
      line.permission === undefined || !api?.assignmentRequired
        ? EVERYBODY
        : USERS.filter((person) =>
            api.assigned.some(
              (id) => nameOf(model, id) === person || MEMBERS[nameOf(model, id)]?.includes(person),
            ),
          );
    const anybody = callers.filter((person) => person !== NOBODY);
    if (anybody.length === 0) return [];
    return line.operations.flatMap((operation) =>
      anybody.some((person) => this.#can(has, person, line.client, operation))
        ? []
        : [
            `not so: ${line.client} ${line.direction} ${line.permission ?? "any token"} on ${operation} in ${this.#environment}`,
          ],
    );
  }
}

function nameOf(model: AccessModel | undefined, id: string): string {
  return model?.principals[id]?.name ?? id;
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
