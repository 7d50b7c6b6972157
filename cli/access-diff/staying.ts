import { type AccessModel, asRunning } from "../../access/index.ts";
import { clientChanges } from "./gains.ts";
import { givenUp } from "./leavings.ts";
import { peopleChanges } from "./people.ts";
import type { AccessDiff } from "./types.ts";

export type Changes = Pick<AccessDiff, "clients" | "people">;

/**
 * Who gains and loses what where the stack stays. Gateway environments that have not the same of an API, since somebody deployed by hand in one
 * of them, are compared one by one: what all of them have afterwards is news in some.
 */
export function stayingChanges(before: AccessModel, after: AccessModel): Changes {
  const environments = (api: string) => {
    const stay = after.apis[api]?.environments ?? before.apis[api]?.environments;
    return Object.keys(after.deployed?.[api]?.at ?? {}).filter((name) => stay?.includes(name) ?? true);
  };
  const apis = Object.keys(after.apis).filter((api) => environments(api).length > 0);
  const apart = new Set([...apis, ...givenUp(before, after)]);
  const others = <T extends { api: string }>(changes: T[]) => changes.filter(({ api }) => !apart.has(api));
  const changes = apis.map((api) => {
    const places = environments(api).map((at) => ({
      at,
      was: runningAt(before, after, api, at),
      is: after.deployed?.[api]?.stays ? runningAt(after, after, api, at) : after,
    }));
    return changesAt(api, places, true);
  });
  return {
    clients: [...others(clientChanges(before, after)), ...changes.flatMap(({ clients }) => clients)],
    people: [...others(peopleChanges(before, after)), ...changes.flatMap(({ people }) => people)],
  };
}

/**
 * Who gains and loses what of one API in each of some environments.
 *
 * @param areAll the API has no other: what is so in all of them names none
 */
export function changesAt(
  api: string,
  places: readonly { at: string; was: AccessModel; is: AccessModel }[],
  areAll: boolean,
): Changes {
  const found = <T extends { api: string }>(changes: (was: AccessModel, is: AccessModel) => T[]) => {
    const each = places.map(({ at, was, is }) =>
      changes(was, is)
        .filter((change) => change.api === api)
        .map((change) => ({ ...change, at })),
    );
    return areAll ? together(each) : each.flat();
  };
  return { clients: found(clientChanges), people: found(peopleChanges) };
}

/** The model with what runs in one environment, where that is not the same in all. */
export function runningAt(
  model: AccessModel,
  { deployed }: AccessModel,
  api: string,
  environment: string,
): AccessModel {
  const there = deployed?.[api]?.at?.[environment];
  const its = model.apis[api];
  return there && its ? { ...model, apis: { ...model.apis, [api]: asRunning(its, there) } } : model;
}

/** What is so in every environment names none. */
function together<T extends { at: string }>(byEnvironment: T[][]): (Omit<T, "at"> & { at?: string })[] {
  const key = ({ at: _, ...change }: T) => JSON.stringify(change);
  const groups = [...Map.groupBy(byEnvironment.flat(), key).values()];
  return groups.flatMap((group) => {
    const [{ at: _, ...change }] = group as [T];
    return group.length === byEnvironment.length ? [change] : group;
  });
}
