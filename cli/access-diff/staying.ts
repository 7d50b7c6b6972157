import { type AccessModel, asRunning } from "../../access/index.ts";
import { clientChanges } from "./gains.ts";
import { peopleChanges } from "./people.ts";
import type { AccessDiff } from "./types.ts";

type Changes = Pick<AccessDiff, "clients" | "people">;

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
  const others = <T extends { api: string }>(changes: T[]) =>
    changes.filter(({ api }) => !apis.includes(api));
  const changes = apis.map((api) => {
    const places = environments(api);
    const found = places.map((at) => {
      const was = runningAt(before, after, api, at);
      const is = after.deployed?.[api]?.stays ? runningAt(after, after, api, at) : after;
      const here = <T extends { api: string }>(all: T[]) => all.filter((each) => each.api === api);
      return { at, clients: here(clientChanges(was, is)), people: here(peopleChanges(was, is)) };
    });
    return {
      clients: together(found.map(({ at, clients }) => clients.map((each) => ({ ...each, at })))),
      people: together(found.map(({ at, people }) => people.map((each) => ({ ...each, at })))),
    };
  });
  return {
    clients: [...others(clientChanges(before, after)), ...changes.flatMap(({ clients }) => clients)],
    people: [...others(peopleChanges(before, after)), ...changes.flatMap(({ people }) => people)],
  };
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
