import { type AccessModel, asRunning } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";
import { code, list } from "./escape.ts";
import { fact } from "./fact.ts";
import { leavings } from "./leavings.ts";
import { gateOf } from "./operations.ts";
import { type Changes, changesAt, runningAt } from "./staying.ts";
import type { Fact } from "./types.ts";

/**
 * Who gains and loses what in gateway environments that the stack leaves: what runs there then is not what it has made. Where it gives up an
 * API its clients have none of it anywhere; what needs no client stays open where it is, unless a look says otherwise.
 */
export function leftChanges(before: AccessModel, after: AccessModel): Changes {
  const byApi = Map.groupBy(leavings(before, after), ({ api }) => api);
  const found = [...byApi].map(([api, all]) => {
    const stays = after.apis[api];
    const places = all.flatMap(({ environment, there }) => {
      const was = runningAt(before, after, api, environment);
      const { operations, keyTypes } = there;
      const looked = operations && { operations, ...(keyTypes ? { keyTypes } : {}) };
      const running = looked ?? (stays ? undefined : was.apis[api]);
      const its = stays ?? before.apis[api];
      if (!running || !its) return [];
      const is = { ...after, apis: { ...after.apis, [api]: asRunning(its, running) } };
      return [{ at: environment, was, is }];
    });
    return changesAt(api, places, !stays);
  });
  return {
    clients: found.flatMap(({ clients }) => clients),
    people: found.flatMap(({ people }) => people),
  };
}

const STAYS = {
  before: "the revision from before runs there again",
  kept: "what other stacks need of it stays there",
  byHand: "what somebody else has deployed there stays",
};

/** That the stack leaves, what runs there then, and for each operation that opens to whom. */
export function leftFacts(before: AccessModel, after: AccessModel): Fact[] {
  return leavings(before, after).flatMap(({ api, environment, there }) => {
    const was = runningAt(before, after, api, environment).apis[api]?.operations ?? {};
    const name = `API ${code(api)} leaves the gateway environment ${code(environment)}`;
    switch (there.runs) {
      case "nothing":
        return [fact(4, `${name}: nothing of it runs there any more.`)];
      case "unknown":
        return [
          fact(
            6,
            `${name}, and **what runs there then could not be looked up**: ${list(sorted(Object.keys(was)).map(code)) || "its operations"} may need fewer permissions there, or none.`,
          ),
        ];
      default: {
        const opens = (gate: ReturnType<typeof gateOf>, what: (names: string) => string) => {
          const names = Object.entries(there.operations ?? {})
            .filter(([operation, now]) => gateOf(now) === gate && gateOf(was[operation]) !== gate)
            .map(([operation]) => code(operation));
          const where = `In ${code(environment)}, `;
          return names.length > 0 ? [fact(6, `${where}${what(`${list(names)} of ${code(api)}`)}.`)] : [];
        };
        return [
          fact(4, `${name}: ${STAYS[there.runs]}.`),
          ...opens("nothing", (names) => `**anyone** can call ${names}: the gateway asks for no token`),
          ...opens(
            "any token",
            (names) =>
              `**no permission** is needed for ${names}: every token of a subscribed client will do, whoever it was issued to or for`,
          ),
        ];
      }
    }
  });
}
