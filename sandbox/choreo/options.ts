import { z } from "zod";
import { pickBy } from "../../shared/records.ts";

/** Which control plane the emulator plays. */
export type Flavour = "choreo" | "apim";

/** Of API Manager: 4.7 knows members that 4.6 refuses. */
export type Release = "4.6" | "4.7";

const workflowsSchema = z.strictObject({
  application: z.boolean(),
  applicationDeletion: z.boolean(),
  subscription: z.boolean(),
  subscriptionUpdate: z.boolean(),
  subscriptionDeletion: z.boolean(),
  key: z.boolean(),
  lifecycle: z.boolean(),
  /** Of API Manager alone: Choreo's branch knows no status of a deployment. */
  deployment: z.boolean(),
});

/** What waits for a person's approval when its switch is on. */
export type WorkflowKind = keyof z.output<typeof workflowsSchema>;

const switchesSchema = z.strictObject({
  /** Answer to `GET` and `DELETE …/oauth-keys/{id}` for an unknown id: Choreo's branch has a 404, stock 4.6 a NullPointerException. */
  oauthKeysUnknown: z.enum(["404", "500"]),
  /** `DELETE …/oauth-keys/{id}` came with API Manager 4.3.0; where it is absent, only `clean-up` takes a key away. */
  oauthKeysDelete: z.enum(["present", "absent"]),
  workflows: workflowsSchema,
  /** Revisions that one API may have (tenant configuration `ApiMaxRevisionCount`). */
  maxRevisions: z.int().min(1),
  /** Number of APIs at which `POST /apis` answers 429 with an empty body; `null` for no quota. */
  apiQuota: z.int().min(0).nullable(),
  /** Keys of PRODUCTION need `apim:prod_key_manage`, keys of SANDBOX `apim:sand_key_manage`. */
  credentialsRbac: z.boolean(),
  /** How long the gateway lags behind, in milliseconds. `POST /_sandbox/choreo/propagate` makes all of it visible at once. */
  gatewayDelayMs: z.int().min(0),
  /** The same for the search index of the Developer Portal. */
  searchDelayMs: z.int().min(0),
  tokenLifetimeSeconds: z.int(),
  /** Scopes of the personal access token; `null` for all. */
  personalAccessTokenScopes: z.array(z.string()).nullable(),
  /** When the personal access token ends, RFC 3339; `null`: a year from now, whenever that is asked. */
  personalAccessTokenEnds: z.iso.datetime({ offset: true }).nullable(),
  /** Of these only `ACTIVE` is known from WSO2's sources. */
  personalAccessTokenStatus: z.enum(["ACTIVE", "VALID", "REVOKED", "EXPIRED"]),
  /** The service that tells what a personal access token may do; an allow list in front of the caller may hide it. */
  introspection: z.enum(["present", "absent"]),
  /** Whether the token endpoint takes the scope `offline_access`, and then gives refresh tokens. */
  refreshTokens: z.boolean(),
  /**
   * Identity providers that the developer portal offers for keys of each kind: `all`, as in organisations made before 24 April 2025; only
   * the `built-in` one, as in newer ones; or those of these names.
   */
  portalKeyManagers: z.union([
    z.enum(["all", "built-in"]),
    z.strictObject({ prod: z.array(z.string()), sandbox: z.array(z.string()) }),
  ]),
  /** Whether an API keeps custom properties that a PUT brings. */
  customProperties: z.enum(["kept", "dropped"]),
  /** `displayName` of revisions: with their number, or the time of their making. */
  revisionNames: z.enum(["numbers", "times"]),
  /** Whether `GET /apis/{id}` gives a revision for a revision's id. */
  revisionReads: z.enum(["present", "absent"]),
  /** Whether a second mapping of a client id is refused. */
  clientIds: z.enum(["once", "often"]),
  /** Organisations of the person besides the sandbox's. */
  otherOrganizations: z.array(z.strictObject({ handle: z.string(), uuid: z.string() })),
});

/** How the emulated control plane behaves today; the defaults are those of the flavour. */
export type Switches = z.output<typeof switchesSchema>;

/** A change of some switches, in `startChoreo` and in `POST /_sandbox/choreo/switches`. */
export const switchChangesSchema = switchesSchema
  .partial()
  .extend({ workflows: workflowsSchema.partial().optional() });
export type SwitchChanges = z.input<typeof switchChangesSchema>;

export function defaultSwitches(flavour: Flavour): Switches {
  return {
    oauthKeysUnknown: flavour === "choreo" ? "404" : "500",
    oauthKeysDelete: "present",
    workflows: {
      application: false,
      applicationDeletion: false,
      subscription: false,
      subscriptionUpdate: false,
      subscriptionDeletion: false,
      key: false,
      lifecycle: false,
      deployment: false,
    },
    maxRevisions: 5,
    apiQuota: null,
    credentialsRbac: false,
    gatewayDelayMs: 0,
    searchDelayMs: 0,
    tokenLifetimeSeconds: flavour === "choreo" ? 900 : 3600,
    personalAccessTokenScopes: null,
    personalAccessTokenEnds: null,
    personalAccessTokenStatus: "ACTIVE",
    introspection: "present",
    refreshTokens: true,
    portalKeyManagers: "all",
    customProperties: "kept",
    revisionNames: "numbers",
    revisionReads: "present",
    clientIds: "once",
    otherOrganizations: [],
  };
}

/** Only what is given changes, each workflow for itself. */
export function changeSwitches(current: Switches, changes: SwitchChanges): Switches {
  const { workflows, ...rest } = switchChangesSchema.parse(changes);
  return { ...current, ...given(rest), workflows: { ...current.workflows, ...given(workflows ?? {}) } };
}

function given<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return pickBy(changes as Record<string, unknown>, (value) => value !== undefined) as ReturnType<
    typeof given<T>
  >;
}
