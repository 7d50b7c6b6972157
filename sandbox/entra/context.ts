import type { HttpBindings } from "@hono/node-server";
import type { Caller } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { Consistency } from "./graph/consistency.ts";
import type { Directory } from "./store/directory.ts";
import type { SigningKeys } from "./sts/keys.ts";
import type { Sessions } from "./sts/sessions.ts";

/** Switches that a test or a person sets at run time; see sandbox/README.md. */
export interface Switches {
  /** Objects on one page of a list when the caller asks for no `$top`. */
  pageSize: number;
  /** An organisation's app management policy: longest life of a client secret. */
  maxSecretDays: number | undefined;
  /** The same: whether applications may have client secrets at all. */
  forbidSecrets: boolean;
  /** Whether a new application needs a `serviceManagementReference`. */
  requireServiceManagementReference: boolean;
  /** How long a new client secret is refused with AADSTS7000215; 4 to 18 seconds were seen of Entra. */
  youngSecretSeconds: number;
  /** Users (UPN) who count as administrators on the consent page. */
  administrators: string[];
  /** The tenant's consent policy: whether people may consent to anything themselves. */
  forbidUserConsent: boolean;
  /** Whether assignment that an API requires keeps people from consenting themselves, as assignment that the client requires does. */
  apiAssignmentBlocksConsent: boolean;
  /** Whether `Application.ReadWrite.OwnedBy` may list applications, as Graph's reference has it. */
  ownedByMayList: boolean;
  /** The least permission that may write `oauth2PermissionGrants`; Graph's reference has the first one. */
  grantsNeed: "DelegatedPermissionGrant.ReadWrite.All" | "Directory.ReadWrite.All";
  /** What `scp` holds: all scopes that are consented to for the API, as Entra has it, or only those asked for. */
  tokenScopes: "requested" | "consented";
}

export const defaultSwitches = (): Switches => ({
  pageSize: 100,
  maxSecretDays: undefined,
  forbidSecrets: false,
  requireServiceManagementReference: false,
  youngSecretSeconds: 0,
  administrators: [],
  forbidUserConsent: false,
  apiAssignmentBlocksConsent: false,
  ownedByMayList: true,
  grantsNeed: "DelegatedPermissionGrant.ReadWrite.All",
  tokenScopes: "consented",
});

/** What all parts of the emulator share. */
export interface EntraContext {
  tenantId: string;
  /** The tenant's own domain. */
  domain: string;
  /** All verified ones: its own, and the initial `*.onmicrosoft.com` that every tenant has. */
  domains: readonly string[];
  /** Known once the server listens; no trailing slash. */
  url(): string;
  directory: Directory;
  clock: Clock;
  keys: SigningKeys;
  sessions: Sessions;
  consistency: Consistency;
  switches: Switches;
}

export type GraphEnv = { Bindings: HttpBindings; Variables: { caller: Caller } };
export type StsEnv = { Bindings: HttpBindings };
