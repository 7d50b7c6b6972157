import { z } from "zod";
import { rules } from "./rules/index.ts";
import { BOUNDS } from "./rules/secretLifetime.ts";

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
  const { data, error } = configSchema.safeParse(config);
  return data ? unusable(data) : (error?.issues ?? []).flatMap(problemsOf);
}

const settingsOf = (rule: string) => [
  ...Object.keys(rules.find(({ name }) => name === rule)?.configSchema?.properties ?? {}),
  "enforcementLevel",
];

/** What no type tells: bounds that no secret can keep, a pattern that is none, an operation without its API. */
function unusable(config: Readonly<Record<string, unknown>>): string[] {
  const { minimumDays, maximumDays } = { ...BOUNDS, ...(config["secret-lifetime"] as object | undefined) };
  const { prefixPattern } = { prefixPattern: "", ...(config["scope-names"] as object | undefined) };
  const { allowed } = { allowed: [] as string[], ...(config["closed-operations"] as object | undefined) };
  return [
    ...allowed
      .filter((entry) => !namesOperation(entry))
      .map(
        (entry) =>
          `closed-operations.allowed: "${entry}" names no operation; it is written "books GET /health", * stands for anything`,
      ),
    ...(minimumDays > maximumDays
      ? [
          `secret-lifetime: no secret lives at least ${minimumDays} days (minimumDays) and at most ${maximumDays} (maximumDays); set both`,
        ]
      : []),
    ...(isPattern(prefixPattern)
      ? []
      : [`scope-names.prefixPattern: ${prefixPattern} is no regular expression`]),
  ];
}

const VERB = "(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)";

/** As `closed-operations` compares: `<api> <verb> <target>`, in any case. */
function namesOperation(entry: string): boolean {
  if (new RegExp(`^${VERB} `, "i").test(entry)) return false;
  return entry.includes("*") || new RegExp(`^.+ ${VERB} /`, "i").test(entry);
}

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
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
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) =>
        `${[...path, key].join(".")}: there is no such setting; there are ${settingsOf(String(path[0])).join(", ")}`,
    );
  return [`${path.join(".") || "the file"}: ${issue.message}`];
}
