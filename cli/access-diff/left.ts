import { type AccessModel, asRunning, type LeftEnvironment } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";
import { code, list } from "./escape.ts";
import { fact } from "./fact.ts";
import { clientChanges } from "./gains.ts";
import { gateOf } from "./operations.ts";
import { peopleChanges } from "./people.ts";
import { runningAt } from "./staying.ts";
import type { AccessDiff, Fact } from "./types.ts";

/** An API in a gateway environment that the stack leaves. */
interface Leaving {
  api: string;
  environment: string;
  there: LeftEnvironment;
}

/** All that the stack leaves; where the preview did not look at it, it is not known what runs there then. */
function leavings(before: AccessModel, after: AccessModel): Leaving[] {
  return Object.entries(before.apis).flatMap(([api, { environments = [] }]) => {
    const looked = after.left?.[api] ?? {};
    const stays = after.apis[api] && (after.apis[api].environments ?? environments);
    const left = new Set([...environments.filter((each) => !stays?.includes(each)), ...Object.keys(looked)]);
    return sorted(left).map((environment) => ({
      api,
      environment,
      there: looked[environment] ?? { runs: "unknown" },
    }));
  });
}

/**
 * Who gains and loses what in gateway environments that the stack leaves: what runs there then is not what it has made. Where it gives up an
 * API its clients have none of it anywhere; the rest of the comparison says so.
 */
export function leftChanges(before: AccessModel, after: AccessModel): Pick<AccessDiff, "clients" | "people"> {
  const found = leavings(before, after).map(({ api, environment, there }) => {
    const was = before.apis[api];
    if (!was || !there.operations) return { clients: [], people: [] };
    const stays = Object.hasOwn(after.apis, api);
    const { operations, keyTypes } = there;
    const running = asRunning(after.apis[api] ?? was, { operations, ...(keyTypes ? { keyTypes } : {}) });
    const then = { ...after, apis: { ...after.apis, [api]: running } };
    const now = runningAt(before, after, api, environment);
    const isHere = (change: { api: string; direction: string }) =>
      change.api === api && (stays || change.direction === "gains");
    const here = { at: environment };
    return {
      clients: clientChanges(now, then)
        .filter(isHere)
        .map((each) => ({ ...each, ...here })),
      people: peopleChanges(now, then)
        .filter(isHere)
        .map((each) => ({ ...each, ...here })),
    };
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
