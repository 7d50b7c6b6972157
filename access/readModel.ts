import { z } from "zod";
import { UNKNOWN } from "./resources.ts";
import type { AccessModel } from "./types.ts";
import { fromVersion1, modelOfVersion1 } from "./version1.ts";

/** The one that is written now; {@link fromVersion1} reads the one before. */
export const MODEL_VERSION = 2;

const SHOWN_UNKNOWN = "(known after up)";

const names = z.array(z.string());
const lists = z.record(z.string(), names);
const keyTypes = z.array(z.enum(["PRODUCTION", "SANDBOX"])).optional();
const operations = z.record(
  z.string(),
  z.object({
    permissions: names,
    others: names.optional(),
    anonymous: z.literal(true).optional(),
    unlisted: z.literal(true).optional(),
  }),
);
const modelOfVersion2 = z.object({
  version: z.literal(MODEL_VERSION),
  environment: z.string(),
  principals: z.record(
    z.string(),
    z.object({ kind: z.enum(["user", "group", "application", "deployer", "unknown"]), name: z.string() }),
  ),
  apis: z.record(
    z.string(),
    z.object({
      name: z.string(),
      apiVersion: z.string(),
      apiId: z.string().optional(),
      permissions: z.record(
        z.string(),
        z.object({ scope: z.string(), consent: z.enum(["users", "admins"]), enabled: z.boolean() }),
      ),
      operations,
      environments: names.optional(),
      keyTypes,
      assignmentRequired: z.boolean(),
      assigned: names,
      roles: lists.optional(),
      preAuthorized: lists.optional(),
      owners: names,
    }),
  ),
  clients: z.record(
    z.string(),
    z.object({
      redirectUris: names,
      declared: lists,
      granted: lists,
      grantedFor: z.record(z.string(), lists).optional(),
      subscribed: names,
      applicationOf: z.string().optional(),
      keyTypes,
      owners: names,
      secret: z.object({ rotation: z.union([z.number(), z.string()]), expires: z.string() }),
    }),
  ),
  unplaced: names.optional(),
  left: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          runs: z.enum(["before", "kept", "byHand", "nothing", "unknown"]),
          operations: operations.optional(),
          keyTypes,
        }),
      ),
    )
    .optional(),
  deployed: z
    .record(
      z.string(),
      z.object({
        operations,
        keyTypes,
        at: z.record(z.string(), z.object({ operations, keyTypes })).optional(),
        stays: z.literal(true).optional(),
      }),
    )
    .optional(),
});

/** Not an access model of a version that is known here. */
export class ModelError extends Error {
  readonly version: number | undefined;

  constructor(message: string, version?: number) {
    super(message);
    this.name = "ModelError";
    this.version = version;
  }
}

/**
 * Checks that a value is an access model, and makes one of version 2 of it. What a preview does not know yet reads "(known after up)".
 *
 * @throws ModelError with its version, if that is unknown here, or with the places (never values) where the shape is another
 */
export function readModel(value: unknown): AccessModel {
  const version = (value as { version?: unknown } | null | undefined)?.version;
  if (typeof version === "number" && version !== MODEL_VERSION && version !== 1)
    throw new ModelError(`version ${version}`, version);
  const known = withUnknownsNamed(value);
  if (version === 1) return fromVersion1(check(modelOfVersion1, known));
  return check(modelOfVersion2, known) as AccessModel;
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Paths only: a value in the wrong place may be anything.
  throw new ModelError(parsed.error.issues.map(({ path }) => ["access", ...path].join(".")).join(", "));
}

function withUnknownsNamed(value: unknown): unknown {
  if (value === UNKNOWN) return SHOWN_UNKNOWN;
  if (Array.isArray(value)) return value.map(withUnknownsNamed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withUnknownsNamed(each)]));
}
