import { type AccessModel, asRunning } from "../../access/index.ts";
import { mapValues } from "../../shared/records.ts";
import { consequenceOf } from "./consequences.ts";
import { gravestFirst } from "./fact.ts";
import { ruleFacts } from "./facts.ts";
import { gravestStepsFirst } from "./gravity.ts";
import { leftChanges, leftFacts } from "./left.ts";
import { ownerChanges } from "./owners.ts";
import { protectionFacts } from "./protection.ts";
import { renamedApis, renameFacts, withNewKeys } from "./renames.ts";
import { roleChanges } from "./roles.ts";
import { scopeFacts } from "./scopes.ts";
import { secretFacts } from "./secrets.ts";
import { servedFacts } from "./served.ts";
import { stayingChanges } from "./staying.ts";
import type { AccessDiff, Comparison } from "./types.ts";

/**
 * Compares two access models and the steps that lead from one to the other. Pure: the same input gives the same answer, down to
 * the order of every list.
 *
 * @example
 * const diff = compare({ stack: "dev", before, after, steps, secrets: [], now: new Date() });
 * diff.clients // [{ direction: "gains", client: "storefront", api: "books", permission: "books_add", operations: ["POST /books"] }]
 */
export function compare(comparison: Comparison): AccessDiff {
  const { after, stack, notes = [] } = comparison;
  const last = comparison.before ?? emptyModel(after.environment);
  const renames = renamedApis(last, after);
  const before = asDeployed(withNewKeys(last, renames), after);
  const staying = stayingChanges(before, after);
  const left = leftChanges(before, after);
  const steps = gravestStepsFirst(comparison.steps);
  return {
    version: 2,
    stack,
    environment: after.environment,
    notes,
    owners: ownerChanges(before, after),
    clients: [...staying.clients, ...left.clients],
    people: [...staying.people, ...left.people],
    roles: roleChanges(before, after),
    scopes: scopeFacts(before, after),
    rules: [
      ...renameFacts(renames, steps),
      ...ruleFacts(before, after),
      ...servedFacts(before, after),
      ...leftFacts(before, after),
      ...protectionFacts(comparison.protection ?? []),
    ].sort(gravestFirst),
    secrets: secretFacts(before, comparison),
    replacements: steps
      .filter(({ op }) => op === "replace")
      .map(({ type, token, name, properties }) => ({
        type,
        name,
        properties,
        consequence: consequenceOf(token),
      })),
    steps,
  };
}

/** Whether there is nothing to tell. */
export function isEmpty(diff: AccessDiff): boolean {
  const { owners, clients, people, roles, scopes, rules, secrets, steps } = diff;
  return [owners, clients, people, roles, scopes, rules, secrets, steps].every((each) => each.length === 0);
}

/** What runs at the gateways is what there is, whatever was saved in Choreo since, by hand or by a run that failed. */
function asDeployed(before: AccessModel, { deployed = {} }: AccessModel): AccessModel {
  const apis = mapValues(before.apis, (api, key) => {
    const running = deployed[key];
    return running ? asRunning(api, running) : api;
  });
  return { ...before, apis };
}

function emptyModel(environment: string): AccessModel {
  return { version: 2, environment, principals: {}, apis: {}, clients: {} };
}
