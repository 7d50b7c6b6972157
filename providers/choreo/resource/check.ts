import { isOneStack } from "../../../shared/claimingStack.ts";
import { isUnknown, type Values } from "./values.ts";

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface CheckResult {
  inputs: Values;
  failures: CheckFailure[];
}

/** One rule for one property: the reason why its value is not allowed, or undefined. Never asked about unknown values. */
export type Rule = (value: unknown) => string | undefined;

/** Fills defaults in, so that previews know them, and applies the rules. Does no I/O: the SDK runs checks one after the other. */
export function checkInputs(news: Values, defaults: Values, rules: Record<string, Rule>): CheckResult {
  const inputs = { ...defaults, ...withoutNulls(news) };
  const failures = Object.entries(rules).flatMap(([property, rule]) => {
    const value = inputs[property];
    const reason = isUnknown(value) ? undefined : rule(value);
    return reason ? [{ property, reason }] : [];
  });
  return { inputs, failures };
}

function withoutNulls(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
}

export const text =
  (maxLength: number, minLength = 1): Rule =>
  (value) => {
    if (typeof value !== "string") return "must be a string";
    if (value.length < minLength) return "must not be empty";
    if (value.length > maxLength) return `must have at most ${maxLength} characters, has ${value.length}`;
    return undefined;
  };

/** An id that the server made. */
export const id: Rule = text(255);

export const oneOf =
  (...allowed: string[]): Rule =>
  (value) =>
    allowed.includes(String(value)) ? undefined : `must be one of ${allowed.join(", ")}`;

/**
 * The inputs with the claimant that the state has, as long as it is of the same stack, by name and id: a claim on a shared API keeps its
 * name when the resource gets another one.
 */
export function keepClaimant(olds: Values, result: CheckResult): CheckResult {
  const { claimant } = olds;
  const isKept = claimant !== undefined && isOneStack(String(claimant), String(result.inputs.claimant));
  return isKept ? { ...result, inputs: { ...result.inputs, claimant } } : result;
}
