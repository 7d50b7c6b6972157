import { z } from "zod";
import { EXPIRES } from "../rules/expiry.ts";
import { keyType } from "./choreo.ts";
import { formerly, registration } from "./registration.ts";
import { displayName, distinctNames, names, notOurs, text } from "./texts.ts";

/** The engine reads the unquoted YAML `2027-03-31` as a time and hands it over in Go's notation. */
const expires = z
  .string({ error: EXPIRES })
  .transform((written) => written.replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/, "$1"));

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

export const client = z.strictObject({
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
