import type { AccessModel } from "../../access/index.ts";
import { sorted } from "../../access/sort.ts";
import { code, list } from "./escape.ts";
import { fact } from "./fact.ts";
import { gateOf } from "./operations.ts";
import type { Fact, ResourceStep } from "./types.ts";

const DEPLOYMENT = "pulumi-nodejs:dynamic/choreo:ApiDeployment";

/**
 * Operations without security that the model had before as well. It is of the API's working copy: what somebody switched off there by hand
 * opens at the gateways only with the next revision, when both models hold it already.
 */
export function redeployedFacts(
  before: AccessModel,
  after: AccessModel,
  steps: readonly ResourceStep[],
): Fact[] {
  const deployed = new Set(
    steps.flatMap(({ token, op, name }) => (token === DEPLOYMENT && op !== "delete" ? [name] : [])),
  );
  return Object.entries(after.apis).flatMap(([key, { operations }]) => {
    const was = before.apis[key]?.operations ?? {};
    const names = Object.keys(operations).filter(
      (each) => gateOf(operations[each]) === "nothing" && gateOf(was[each]) === "nothing",
    );
    if (!deployed.has(key) || names.length === 0) return [];
    return [
      fact(
        6,
        `A revision of ${code(key)} is deployed, in which **anyone** can call ${list(sorted(names).map(code))} without a token: if security was switched off by hand since the last one, that opens now.`,
      ),
    ];
  });
}
