import type { z } from "zod";
import { refusal } from "../rules/refusal.ts";
import { ApiError } from "./api-error.ts";

/**
 * Reads a JSON body as the server's Jackson and Bean Validation do: an unknown property, a value of the wrong type and JSON
 * that does not parse are told apart (GlobalThrowableMapper.java).
 */
export function readJson<T extends z.ZodType>(text: string, schema: T): z.output<T> {
  if (text.trim() === "") throw refusal.badRequest("Request payload cannot be empty.");
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw refusal.badRequest("Malformed request body.");
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;

  const { issues } = parsed.error;
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) throw refusal.badRequest(`Unrecognized property '${unknown.keys[0]}'`);
  const constraints = issues.filter((issue) => isConstraint(issue, raw));
  if (constraints.length < issues.length) {
    throw refusal.badRequest("One or more request body parameters contain disallowed values.");
  }
  throw new ApiError(
    400,
    400,
    "Bad Request",
    "Validation failed",
    constraints.map((issue) => ({ code: "400", message: `${issue.path.join(".")}: ${issue.message}` })),
  );
}

/** A rule of Bean Validation (required, length, pattern), in contrast to a value that Jackson cannot map. */
function isConstraint(issue: z.core.$ZodIssue, raw: unknown): boolean {
  if (issue.code === "too_small" || issue.code === "too_big" || issue.code === "invalid_format") return true;
  if (issue.code !== "invalid_type" && issue.code !== "invalid_value") return false;
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  );
  return value === undefined || value === null;
}
