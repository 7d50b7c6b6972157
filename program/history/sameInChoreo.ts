import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import { mapValues } from "../../shared/records.ts";
import type { Findings } from "./findings.ts";
import type { History, Kind, Past } from "./History.ts";

/**
 * By key of an API: the keys under which the state has it, which is told by its id in Choreo and needs no word in the settings. With them as
 * aliases, what stands for one object stays one resource: made under the new key it would be found to be there already, and then be
 * deleted under the old one.
 */
export function formerApiKeys(history: History, { apis }: ResolvedSettings): Record<string, string[]> {
  const wanted = new Set(Object.entries(apis).flatMap(([key, { formerly }]) => [key, ...formerly]));
  return mapValues(apis, ({ choreo, formerly }) => [
    ...formerly,
    ...history
      .all("permissions")
      .filter(({ name, outputs }) => outputs.apiId === choreo.apiId && !wanted.has(name))
      .map(({ name }) => name),
  ]);
}

/** What an object is known by, if nothing but its resource's outputs is. */
const identities = {
  choreoApplication: ["name"],
  key: ["applicationId", "identityProvider", "keyType"],
  subscription: ["applicationId", "apiId"],
} satisfies Partial<Record<Kind, string[]>>;

/**
 * APIs in which what stacks have noted cannot be read: a new stack of theirs would be refused when other things have been done. In one that
 * has its permissions already that stands in the way of their changes alone.
 */
export function damagedRegisters(history: History, { apis }: ResolvedSettings): Findings {
  const damaged = Object.entries(apis).flatMap(([key, api]) =>
    api.choreo.damage && api.permissionsFrom !== "choreo"
      ? [{ path: ["apis", key], message: api.choreo.damage, isNew: !history.entry("permissions", key, api) }]
      : [],
  );
  return {
    problems: damaged.filter(({ isNew }) => isNew).map(({ path, message }) => ({ path, message })),
    notices: damaged
      .filter(({ isNew }) => !isNew)
      .map(({ path, message }) => `${path.join(".")}: ${message}`),
  };
}

/** Where one object of Choreo would get, or has, two resources: the deletion of one takes it from the other. */
export function sharedInChoreo(history: History, settings: ResolvedSettings): Findings["problems"] {
  return [...movedApis(history, settings), ...heldTwice(history)];
}

/**
 * An API that changes to a key which another one has given up in the same run, or comes to an entry that was another API's: aliases cannot
 * tell that.
 */
function movedApis(history: History, { apis }: ResolvedSettings): Problem[] {
  return Object.entries(apis).flatMap(([key, { choreo, formerly }]): Problem[] => {
    const before = history.all("permissions").filter(({ outputs }) => outputs.apiId === choreo.apiId);
    if (before.some(({ name }) => name === key || formerly.includes(name))) return [];
    const isTaken = (name: string) =>
      Object.entries(apis).some(([each, api]) => each !== key && [each, ...api.formerly].includes(name));
    const other = before.find(({ name }) => isTaken(name));
    const cause =
      "its subscriptions would be deleted under the one key after they were found under the other";
    if (other) {
      const message = `is the API that was apis.${other.name}, and apis.${other.name} is another one now: ${cause}. Give one of them a key that was not there before, or take one out, run pulumi up, then make the second change`;
      return [{ path: ["apis", key], message }];
    }
    const [gone] = before;
    if (!gone || !history.entry("permissions", key, { formerly })) return [];
    const message = `is the API that was apis.${gone.name}, and apis.${key} was another one: ${cause}. Leave it under ${gone.name}, or give it a key that was not there before`;
    return [{ path: ["apis", key], message }];
  });
}

/** A state that an earlier version left, where a rename was cut off between the new resource and the deletion of the old. */
function heldTwice(history: History): Problem[] {
  return (Object.keys(identities) as (keyof typeof identities)[]).flatMap((kind) => {
    const byIdentity = Map.groupBy(history.all(kind), ({ outputs }) =>
      JSON.stringify(identities[kind].map((property) => outputs[property])),
    );
    return [...byIdentity.values()].filter(({ length }) => length > 1).map(oneTooMany);
  });
}

function oneTooMany(resources: Past[]): Problem {
  const list = resources.map(({ urn }) => `\n    pulumi state delete '${urn}'`).join("");
  return {
    path: [],
    message: `the state has one object of Choreo under ${resources.length} names, as a rename was cut off; the deletion of one would take it from the other. Forget the one that the settings do not name any more:${list}`,
  };
}
