import { z } from "zod";
import type { AccessModel } from "../../outputs/types.ts";
import { mapValues } from "../../shared/records.ts";
import { CliError } from "../shared/errors.ts";

/** The one that this tool reads and that the program writes (outputs/types.ts). */
export const MODEL_VERSION = 1;

/** Stands for a value that is only known after `up`; rpc constant of pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SHOWN_UNKNOWN = "(known after up)";

const names = z.array(z.string());
const modelSchema = z.object({
  version: z.literal(MODEL_VERSION),
  environment: z.string(),
  apis: z.record(
    z.string(),
    z.object({
      name: z.string(),
      apiVersion: z.string(),
      permissions: z.record(
        z.string(),
        z.object({ scope: z.string(), consent: z.enum(["users", "admins"]), enabled: z.boolean() }),
      ),
      operations: z.record(z.string(), names),
      assignmentRequired: z.boolean(),
      users: names,
      groups: names,
      roles: z.record(z.string(), z.object({ users: names, groups: names })).optional(),
      preAuthorized: names.optional(),
    }),
  ),
  clients: z.record(
    z.string(),
    z.object({
      redirectUris: names,
      uses: z.record(z.string(), names),
      adminConsent: names,
      secret: z.object({ rotation: z.union([z.number(), z.string()]), expires: z.string() }),
    }),
  ),
});

/**
 * Checks that a value is an access model that this tool understands.
 *
 * @param where for the message: "the last state" or "the preview"
 * @throws CliError (state) for another version or shape
 */
export function readAccessModel(value: unknown, where: string): AccessModel {
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version !== MODEL_VERSION) throw otherVersion(version, where);
  const parsed = modelSchema.safeParse(withUnknownsNamed(value));
  if (parsed.success) return parsed.data;
  // Paths only: a value in the wrong place may be anything.
  const places = parsed.error.issues.map(({ path }) => ["access", ...path].join(".")).join(", ");
  throw new CliError(
    "state",
    `The output "access" of ${where} is no access model of version ${MODEL_VERSION}: see ${places}.`,
    'Run "pulumi up" with this program once; it writes the output anew.',
  );
}

function otherVersion(version: number, where: string): CliError {
  return version > MODEL_VERSION
    ? new CliError(
        "state",
        `The access model of ${where} has version ${version}; this checkout understands ${MODEL_VERSION}.`,
        "A newer program wrote it: update this checkout before you compare or deploy.",
      )
    : new CliError(
        "state",
        `The access model of ${where} has version ${version}; this checkout compares version ${MODEL_VERSION} only.`,
        'Who gains and who loses cannot be told. Review "pulumi preview --diff" by hand this once; the next "pulumi up" writes the new version.',
      );
}

function withUnknownsNamed(value: unknown): unknown {
  if (value === UNKNOWN) return SHOWN_UNKNOWN;
  if (Array.isArray(value)) return value.map(withUnknownsNamed);
  if (typeof value !== "object" || value === null) return value;
  return mapValues(value as Record<string, unknown>, withUnknownsNamed);
}
