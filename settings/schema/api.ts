import { z } from "zod";
import { formerly, registration } from "./registration.ts";
import { displayName, distinctNames, longText, names, text } from "./texts.ts";

const consent = z.enum(["users", "admins"]);

/** What Entra shows of a scope, and whom it lets consent. */
const scope = {
  displayName: displayName.optional(),
  description: longText.optional(),
  /** Shown to a user who consents; default: the texts above. Empty: the registration has none, and Entra shows those above. */
  userDisplayName: z.string().max(100, "must have at most 100 characters").optional(),
  userDescription: z.string().max(512, "must have at most 512 characters").optional(),
  /** Who may consent: users and admins, or admins only. */
  consent: consent.optional(),
  enabled: z.boolean().default(true),
  formerly,
};

const permission = z
  .strictObject({
    ...scope,
    /** Texts in Choreo, where they differ from those in Azure. */
    inChoreo: z
      .strictObject({
        displayName: z.string().max(255, "must have at most 255 characters").default(""),
        description: z.string().max(512, "must have at most 512 characters").default(""),
      })
      .optional(),
  })
  .or(z.null());

const otherScope = z.strictObject(scope).or(z.null());

/** Users by user principal name, groups by display name or object id. */
const principals = z.strictObject({ users: names.default([]), groups: names.default([]) });

const role = z.strictObject({
  displayName: displayName.optional(),
  description: longText.optional(),
  /** Whom Entra lets have it: users and groups (`User`), applications (`Application`), or both. */
  allowedMemberTypes: z
    .array(z.enum(["User", "Application"]))
    .min(1, "needs User, Application or both")
    .default(["User"]),
  /** Switched off: no token carries it, and it can be assigned to nobody new. */
  enabled: z.boolean().default(true),
  formerly,
  ...principals.shape,
});

const openapi = z.union([
  text,
  z.strictObject({ file: text, severalScopes: z.enum(["any", "refuse"]).default("any") }),
]);

export const api = z.strictObject({
  ...registration,
  /** Whether only those who are assigned may sign in to it; else everyone in the tenant. */
  assignmentRequired: z.boolean().default(true),
  /** Default: `api://<client id>`. */
  identifierUri: text.optional(),
  /** Name and version in Choreo. */
  name: text.optional(),
  version: text,
  /** Name of the app registration in Azure, without the environment. */
  displayName: displayName.optional(),
  tokenVersion: z.union([z.literal(1), z.literal(2)]).optional(),
  consent: consent.default("admins"),
  /**
   * Where the permissions live: `settings`, and this program writes them into the API; `choreo`, and it reads what is deployed there and
   * writes nothing.
   */
  permissionsFrom: z.enum(["settings", "choreo"]).default("settings"),
  /** By bare name, as Choreo knows it. */
  permissions: z.record(z.string(), permission).optional(),
  /**
   * By value: scopes of the app registration that are no permission in Choreo, such as `access_as_user`. They open no operation there;
   * clients may use them.
   */
  otherScopes: z.record(z.string(), otherScope).default({}),
  /** By `VERB /target`: the permissions any one of which opens the operation. */
  operations: z.record(z.string(), names).optional(),
  /** The OpenAPI document that permissions and operations come from. */
  openapi: openapi.optional(),
  assigned: principals.default({ users: [], groups: [] }),
  /** App roles by value. */
  roles: z.record(z.string(), role).default({}),
  /** Settings keys of clients that need no consent. */
  preAuthorized: distinctNames.default([]),
  /** User principal names. */
  owners: names.default([]),
  /** Names or ids of assignments, owners, credentials, consents and clients that are there besides this stack's, and meant to be. */
  expected: names.default([]),
  adopt: z.boolean().default(false),
  formerly,
});

export type Principals = z.output<typeof principals>;
export type RoleConfig = z.output<typeof role>;
