import { type CheckFailure, type CheckResult, checkInputs, id, keepClaimant } from "../resource/check.ts";
import { compare, type DiffResult } from "../resource/diff.ts";
import { owner } from "../resource/ownedByChoreo.ts";
import { isUnknown, type Values } from "../resource/values.ts";
import { withOperations } from "../resource/withOperations.ts";

const OPERATION =
  /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|SUBSCRIBE|PUBLISH|QUERY|MUTATION|SUBSCRIPTION) \S+$/;

export function check(_config: unknown, olds: Values, news: Values): CheckResult {
  const { inputs, failures } = checkInputs(
    news,
    { adopt: false, scopes: {}, operations: {} },
    { apiId: id, owner },
  );
  if (!isUnknown(inputs.scopes)) {
    failures.push(...checkScopes(inputs.scopes as Values));
    inputs.scopes = withTexts(inputs.scopes as Values);
  }
  if (!isUnknown(inputs.operations))
    failures.push(...checkOperations(inputs.operations as Values, inputs.scopes));
  return keepClaimant(olds, { inputs, failures });
}

/** Texts that the server would otherwise fill in by itself, which would look like drift. */
function withTexts(scopes: Values): Values {
  return Object.fromEntries(
    Object.entries(scopes).map(([name, scope]) => {
      if (typeof scope !== "object" || scope === null) return [name, scope];
      const { displayName, description } = scope as Values;
      return [name, { displayName: displayName || name, description: description ?? "" }];
    }),
  );
}

function checkScopes(scopes: Values): CheckFailure[] {
  return Object.entries(scopes).flatMap(([name, scope]) => {
    const { displayName = "", description = "" } = (typeof scope === "object" ? scope : {}) as Values;
    const reason =
      (/\s/.test(name) && "a scope's name must not contain white space") ||
      (name.length > 255 && "a scope's name must have at most 255 characters") ||
      (String(displayName).length > 255 && "displayName must have at most 255 characters") ||
      (String(description).length > 512 && "description must have at most 512 characters");
    return reason ? [{ property: `scopes.${name}`, reason }] : [];
  });
}

function checkOperations(operations: Values, scopes: unknown): CheckFailure[] {
  const known = isUnknown(scopes) ? undefined : Object.keys(scopes as object);
  return Object.entries(operations).flatMap(([operation, attached]) => {
    const property = `operations["${operation}"]`;
    if (!OPERATION.test(operation))
      return [{ property, reason: 'must be a verb and a target, such as "POST /books"' }];
    if (isUnknown(attached)) return [];
    if (!Array.isArray(attached)) return [{ property, reason: "must be a list of scopes" }];
    // The server would drop such a scope without a word.
    const unknown = attached.filter((scope) => known && !isUnknown(scope) && !known.includes(String(scope)));
    return unknown.map((scope) => ({
      property,
      reason: `${scope} is not one of scopes (${known?.join(", ")})`,
    }));
  });
}

export function diff(_config: unknown, _id: string, olds: Values, news: Values): DiffResult {
  return compare(olds, news, { replace: ["apiId"], update: ["scopes", "operations", "claimant", "owner"] });
}

export const { create, read, update, remove } = withOperations(() => import("./operations.ts"));
