import { z } from "zod";
import { suggest } from "./nearest.ts";
import { type ConfigPath, formatFound, type Problem } from "./problems.ts";

/** Turns what the schema library found into sentences that name what was found and what is allowed. */
export function schemaProblems(
  schema: z.ZodType,
  raw: unknown,
  issues: readonly z.core.$ZodIssue[],
): Problem[] {
  return issues.flatMap((issue) => explain(schema, raw, issue, []));
}

/** What YAML made of it is not shown: of 1.10 it is 1.1, which may be another version that exists. */
const UNQUOTED =
  "found a number; allowed is a text. Put quotes around what is meant: YAML takes zeros off the end of a number";

function explain(schema: z.ZodType, raw: unknown, issue: z.core.$ZodIssue, base: ConfigPath): Problem[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
  const found = valueAt(raw, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key. ${suggest(key, keysAt(schema, path), "Allowed")}`,
      }));
    case "invalid_type": {
      if (found === undefined)
        return [{ path, message: `is missing; ${expected(issue.expected)} is required` }];
      if (!issue.message.startsWith("Invalid input"))
        return [{ path, message: `found ${formatFound(found)}; ${issue.message}` }];
      if (issue.expected === "string" && typeof found === "number") return [{ path, message: UNQUOTED }];
      return [{ path, message: `found ${formatFound(found)}; allowed is ${expected(issue.expected)}` }];
    }
    case "invalid_value":
      return [
        { path, message: `found ${formatFound(found)}; allowed: ${issue.values.map(String).join(", ")}` },
      ];
    case "invalid_union": {
      const literals = issue.errors.flatMap((branch) =>
        branch.flatMap((inner) =>
          inner.code === "invalid_value" && inner.path.length === 0 ? inner.values : [],
        ),
      );
      if (literals.length && (typeof found !== "object" || found === null))
        return [
          {
            path,
            message: `found ${formatFound(found)}; allowed: ${[...literals.map(String), ...typesOf(issue.errors)].join(", ")}`,
          },
        ];
      // The branch that got deepest is the one that was meant.
      const meant = issue.errors.find((branch) =>
        branch.some(
          (inner) => inner.path.length > 0 || !["invalid_type", "invalid_value"].includes(inner.code ?? ""),
        ),
      );
      if (meant) return meant.flatMap((inner) => explain(schema, raw, inner, path));
      const allowed = typesOf(issue.errors);
      if (found === undefined)
        return [{ path, message: `is missing; ${[...new Set(allowed)].join(" or ")} is required` }];
      if (typeof found === "number" && allowed.includes(expected("string")))
        return [{ path, message: UNQUOTED }];
      return [
        { path, message: `found ${formatFound(found)}; allowed is ${[...new Set(allowed)].join(" or ")}` },
      ];
    }
    case "too_big":
      // What every whole number is held to, said in the library's words.
      if (issue.message.startsWith("Too big"))
        return [{ path, message: `found ${formatFound(found)}; is too big` }];
      return [{ path, message: `found ${formatFound(found)}; ${issue.message}` }];
    default:
      return [{ path, message: `found ${formatFound(found)}; ${issue.message}` }];
  }
}

/** What would be allowed in place of a value of another type. */
function typesOf(branches: readonly z.core.$ZodIssue[][]): string[] {
  return branches.flatMap((branch) =>
    branch.flatMap((inner) =>
      inner.code === "invalid_type" && inner.path.length === 0 ? [expected(inner.expected)] : [],
    ),
  );
}

const nouns: Record<string, string> = {
  string: "a text",
  object: "an object",
  record: "an object",
  array: "a list",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  null: "nothing",
};

function expected(type: string): string {
  return nouns[type] ?? type;
}

export function valueAt(root: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | null | undefined)?.[step as string],
    root,
  );
}

/** The keys that the schema allows at a path; none where any key goes. */
function keysAt(schema: z.ZodType, path: ConfigPath): string[] {
  let here: unknown = schema;
  for (const step of path) here = child(unwrap(here), step);
  const object = unwrap(here);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function child(schema: unknown, step: string | number): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[step];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

/** Through optional and default, and into the object of a union with a plain value. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion)
    return schema.options.find((option) => option instanceof z.ZodObject) ?? schema;
  return schema;
}
