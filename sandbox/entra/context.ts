import type { HttpBindings } from "@hono/node-server";
import type { Clock } from "./clock.ts";
import type { Consistency } from "./graph/consistency.ts";
import type { Directory } from "./store/directory.ts";
import type { SigningKeys } from "./sts/keys.ts";
import type { Sessions } from "./sts/sessions.ts";

/** Who calls Graph: the token's subject and what it may do. */
export interface Caller {
  objectId: string;
  appId: string;
  /** `roles` of an app-only token, `scp` of a user's token. */
  permissions: Set<string>;
}

/** Switches that a test or a person sets at run time; see docs/sandbox-handles.md. */
export interface Switches {
  /** Objects on one page of a list when the caller asks for no `$top`. */
  pageSize: number;
  /** An organisation's app management policy: longest life of a client secret. */
  maxSecretDays: number | undefined;
  /** Users (UPN) who count as administrators on the consent page. */
  administrators: string[];
  /** What `scp` holds: the scopes asked for, or (Entra's own way) all that are consented to for the API. */
  tokenScopes: "requested" | "consented";
}

export const defaultSwitches = (): Switches => ({
  pageSize: 100,
  maxSecretDays: undefined,
  administrators: [],
  tokenScopes: "requested",
});

/** What all parts of the emulator share. */
export interface EntraContext {
  tenantId: string;
  domain: string;
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
