import { z } from "zod";
import { rules } from "./rules/index.ts";

/** What the engine takes for a rule's level; `all` sets it for every rule (pulumi/pulumi, resource/analyzer/config.go). */
const level = z.enum(["mandatory", "advisory", "remediate", "disabled"]);

const ruleSchemas = rules.map(({ name, configSchema }) => {
  const settings = z.fromJSONSchema({
    type: "object",
    properties: { ...configSchema?.properties } as Record<string, z.core.JSONSchema.BaseSchema>,
    additionalProperties: false,
  }) as z.ZodObject;
  return [
    name,
    z.union([level, settings.extend({ enforcementLevel: level.optional() })]).optional(),
  ] as const;
});
const configSchema = z.strictObject({ all: level.optional(), ...Object.fromEntries(ruleSchemas) });

/** The rules by name, for whoever looks for what was meant. */
const ruleNames = rules.map(({ name }) => name);

/**
 * Checks a policy configuration file before the engine gets it, which ends at an unknown rule with `invalid enforcement level ""`.
 *
 * @returns what is wrong, as `secret-lifetime.maximumDays: Invalid input: expected number, received string`; empty when nothing is
 */
export function configProblems(config: unknown): string[] {
  const { error } = configSchema.safeParse(config);
  return (error?.issues ?? []).flatMap(problemsOf);
}

function problemsOf(
  issue: z.core.$ZodIssue,
  _index: number,
  _all: unknown,
  above: PropertyKey[] = [],
): string[] {
  const path = [...above, ...issue.path];
  // A rule is a level or an object; what is wrong with the object says more.
  if (issue.code === "invalid_union")
    return (issue.errors.at(-1) ?? []).flatMap((inner) => problemsOf(inner, 0, [], path));
  if (issue.code === "unrecognized_keys" && path.length === 0)
    return issue.keys.map((key) => `${key}: there is no such rule; there are ${ruleNames.join(", ")}`);
  return [`${path.join(".") || "the file"}: ${issue.message}`];
}
