import { z } from "zod";
import { type ControlPlaneConfig, FLAVOURS, REGIONS } from "../providers/choreo/reads.ts";
import { EXPIRES } from "./rules/expiry.ts";

const text = z.string().min(1, "must not be empty");
const names = z.array(text);
/** Where what looks names up does not tell it with both places. */
const distinctNames = names.superRefine((list, context) => {
  for (const [index, name] of list.entries())
    if (list.indexOf(name) < index)
      context.addIssue({ code: "custom", path: [index], message: "is there twice" });
});
/** Versions 1-8 and the nil GUID alike: Azure's ids are not all RFC 9562 UUIDs. In the form in which the services give them back. */
const guid = z
  .guid("must be a GUID like 0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04")
  .transform((written) => written.toLowerCase());

/** Entra: at most 100 characters for a display name, 512 for a description in Choreo (Publisher API, Scope.description). */
const shortText = text.max(100, "must have at most 100 characters");
/** White space around a name is refused by Choreo, and seen by nobody. */
const name = shortText.refine((name) => name === name.trim(), "must not begin or end with white space");
const displayName = name.refine(
  (name) => !/^TERRAFORM_UPDATE_/i.test(name),
  "begins as the azuread provider calls what it has not finished; take another name",
);
const notOurs = (description: z.ZodString) =>
  description.refine(
    (text) => !text.startsWith("Managed by Pulumi:"),
    'must not begin with "Managed by Pulumi:", by which the provider knows what it has made itself',
  );
const longText = text.max(512, "must have at most 512 characters");

/** The engine reads the unquoted YAML `2027-03-31` as a time and hands it over in Go's notation. */
const expires = z
  .string({ error: EXPIRES })
  .transform((written) => written.replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/, "$1"));

const consent = z.enum(["users", "admins"]);

/** What the entry was called before, the latest name first: it stays what it is in Azure and Choreo. */
const formerly = z
  .union([text, names])
  .default([])
  .transform((former) => (typeof former === "string" ? [former] : former));

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

/** By client id of a resource (`00000003-…` is Microsoft Graph): what the registration lists of it besides what `uses` says. */
const requiredResourceAccess = z
  .record(
    z.string(),
    z.strictObject({
      /** Ids of delegated permissions. */
      scopes: z.array(guid).default([]),
      /** Ids of application permissions. */
      roles: z.array(guid).default([]),
    }),
  )
  .default({});

/** Of a registration that was there before the stack. */
const registration = {
  /**
   * The app registration was there before the stack: it keeps what these settings do not say of it, bears no mark of the stack, its names
   * are as they are written here, its owners those that are listed.
   */
  imported: z.boolean().default(false),
  /** Refuse to delete or replace it; default: as the stack, and true for what is imported. */
  protect: z.boolean().optional(),
  requiredResourceAccess,
};

const api = z.strictObject({
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

const ownSecret = z.strictObject({
  /** As written: `180d` or `2027-03-31`. */
  expires: expires.default("180d"),
  /** The current secret's number; the one before it stays valid. */
  rotation: z.int().min(1, "must be 1 or more").max(100_000, "must be 100000 or less").default(1),
  /** The secrets of this rotation and of earlier ones are removed: the end of a rotation. */
  revoked: z.int().min(0, "must be 0 or more").default(0),
  /** Days before its expiry from which on previews warn. */
  warnDays: z.int().min(0).default(30),
});

const keyType = z.enum(["PRODUCTION", "SANDBOX"]);

const client = z.strictObject({
  ...registration,
  /** Name in Azure and of the application in Choreo, without the environment. */
  displayName: displayName.optional(),
  /** Of the platform "Web". */
  redirectUris: names,
  /** Of the platforms "Single-page application" and "Mobile and desktop applications". */
  spaRedirectUris: names.default([]),
  publicClientRedirectUris: names.default([]),
  /** Default: the stack's. */
  keyType: keyType.optional(),
  /** By settings key of the API: permissions. */
  uses: z.record(z.string(), names.min(1, "needs at least one permission")),
  /** By settings key of an API that it uses: app roles for applications that the registration lists besides. */
  appRoles: z.record(z.string(), names.min(1, "needs at least one role")).default({}),
  /** Settings keys of the APIs whose permissions an administrator grants for everybody; `true`: all that it uses. */
  adminConsent: z.union([z.boolean(), distinctNames]).default(false),
  /** `external`: the client keeps the credential that it has, and this stack makes none. */
  secret: z
    .union([z.literal("external"), ownSecret])
    .default({ expires: "180d", rotation: 1, revoked: 0, warnDays: 30 }),
  application: z
    .strictObject({
      /** Settings key of the client whose application it is: this one has its other key, and the same subscriptions. */
      of: text.optional(),
      /** Its name in Choreo, to the letter; default: the registration's. */
      name: displayName.optional(),
      description: notOurs(z.string().max(512, "must have at most 512 characters")).optional(),
      throttlingPolicy: text.default("Unlimited"),
    })
    .default({ throttlingPolicy: "Unlimited" }),
  subscriptionPolicy: text.default("Unlimited"),
  /** By settings key of the API: the plan where it is another than `subscriptionPolicy`. */
  subscriptionPolicies: z.record(z.string(), text).default({}),
  owners: names.default([]),
  /** Names or ids of assignments, owners, credentials, consents and clients that are there besides this stack's, and meant to be. */
  expected: names.default([]),
  adopt: z.boolean().default(false),
  formerly,
});

/** Checked by `controlPlaneProblems`. */
const url = text.optional();

/** An identity provider that this stack makes, of the tenant that it runs in. */
const madeIdentityProvider = z.strictObject({
  name,
  /** Version of the access tokens: decides issuer and claims. */
  tokenVersion: z.union([z.literal(1), z.literal(2)]).default(2),
  description: notOurs(z.string().max(256, "must have at most 256 characters")).optional(),
  /** Gateway environments that it serves; none: all. */
  environments: distinctNames.min(1, "needs at least one environment").optional(),
  adopt: z.boolean().default(false),
});

/** What the provider reads: no key of it may be forgotten here. */
const controlPlane = {
  flavour: z.enum(FLAVOURS).default("choreo"),
  region: z.enum(REGIONS).default("us"),
  url,
  /** Handle. This and the id are those of the credential where they are left out. */
  organization: text
    .regex(/^[^\s/]+$/, "must be the handle, as the Console's address has it: no spaces, no slashes")
    .optional(),
  organizationId: guid.optional(),
  tenant: text.optional(),
  publisherUrl: url,
  devportalUrl: url,
  tokenUrl: url,
  dcrUrl: url,
  apisUrl: url,
  /** Name or id of the identity provider (key manager); an object: this stack makes it. */
  identityProvider: z.union([text, madeIdentityProvider]),
} satisfies Record<keyof ControlPlaneConfig, z.ZodType>;

const choreo = z.strictObject({
  ...controlPlane,
  keyType: keyType.default("PRODUCTION"),
  gatewayEnvironments: distinctNames.min(1, "needs at least one environment").optional(),
});

/** The configuration of a stack, without its namespace. docs/configuration.md describes every key. */
export const configSchema = z.strictObject({
  /** Part of every name in Azure and Choreo. */
  environment: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
      "must be letters, digits, '.', '_' and '-', and begin with a letter or digit",
    )
    .max(40, "must have at most 40 characters"),
  choreo,
  apis: z.record(z.string(), api).refine((apis) => Object.keys(apis).length > 0, "needs at least one API"),
  clients: z.record(z.string(), client).default({}),
  /** Refuse to delete or replace what would cut users off. */
  protect: z.boolean().default(false),
  /** Object id of the identity that owns the app registrations; `undefined`: whoever runs Pulumi. */
  deployer: guid.optional(),
});

export type Config = z.output<typeof configSchema>;
export type ApiConfig = Config["apis"][string];
export type ClientConfig = Config["clients"][string];
export type Principals = z.output<typeof principals>;
export type RoleConfig = z.output<typeof role>;
export type OtherScopeConfig = NonNullable<ApiConfig["otherScopes"][string]>;
export type PermissionConfig = NonNullable<NonNullable<ApiConfig["permissions"]>[string]>;
