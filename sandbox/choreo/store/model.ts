/** What the emulated control plane remembers. Scopes are kept under their full key, as the server does. */

export interface StoredScope {
  /** Fully qualified on Choreo (`scopePrefix + name`), the name itself on API Manager. */
  key: string;
  displayName: string;
  description: string;
  bindings: string[];
  shared: boolean;
}

export interface StoredOperation {
  id: string;
  verb: string;
  target: string;
  authType: string;
  /** Keys of scopes. */
  scopes: string[];
  /** All other properties, as sent. */
  rest: Record<string, unknown>;
}

export interface AdditionalProperty {
  name: string;
  value: string;
  display: boolean;
}

/** An API's working copy, or the snapshot of it that a revision holds. */
export interface ApiContent {
  name: string;
  version: string;
  /** Without the version: `/books`. */
  context: string;
  scopePrefix: string | null;
  scopes: StoredScope[];
  operations: StoredOperation[];
  additionalProperties: AdditionalProperty[];
  keyManagers: string[];
  policies: string[];
  /** All other properties of the REST object that a PUT replaces. */
  rest: Record<string, unknown>;
}

export interface StoredApi {
  id: string;
  provider: string;
  /** `CREATED`, `PUBLISHED`, … */
  lifeCycleStatus: string;
  workflowStatus: string | null;
  createdTime: string;
  lastUpdatedTime: string;
  content: ApiContent;
  /** Number of the next revision; numbers are never used twice. */
  nextRevision: number;
}

export interface StoredRevision {
  id: string;
  apiId: string;
  number: number;
  description: string;
  createdTime: string;
  content: ApiContent;
}

export interface StoredDeployment {
  apiId: string;
  revisionId: string;
  /** Gateway environment. */
  name: string;
  vhost: string;
  displayOnDevportal: boolean;
  deployedTime: string;
  /** CREATED waits for approval; only APPROVED ones are at the gateways. */
  status: "CREATED" | "APPROVED" | "REJECTED";
}

export interface SharedScope {
  id: string;
  name: string;
  displayName: string;
  description: string;
  bindings: string[];
}

export interface StoredKeyManager {
  id: string;
  name: string;
  type: string;
  tokenType: string;
  enabled: boolean;
  issuer: string | null;
  certificates: { type: string; value: string } | null;
  consumerKeyClaim: string | null;
  scopesClaim: string | null;
  tokenEndpoint: string | null;
  authorizeEndpoint: string | null;
  revokeEndpoint: string | null;
  /** Whether the server made it, so that it cannot be changed. */
  resident: boolean;
  /** The REST object as it was sent. */
  rest: Record<string, unknown>;
}

export type KeyType = "PRODUCTION" | "SANDBOX";

export interface StoredApplication {
  id: string;
  name: string;
  owner: string;
  throttlingPolicy: string;
  description: string;
  groups: string[];
  attributes: Record<string, unknown>;
  /** Of API Manager alone: PRIVATE or SHARED_WITH_ORG. */
  visibility: string;
  status: "CREATED" | "APPROVED" | "REJECTED" | "DELETE_PENDING";
  createdTime: string;
  updatedTime: string;
}

export interface StoredKeyMapping {
  id: string;
  applicationId: string;
  keyManagerId: string;
  consumerKey: string;
  keyType: KeyType;
  state: "CREATED" | "COMPLETED" | "REJECTED";
}

export type SubscriptionStatus =
  | "BLOCKED"
  | "PROD_ONLY_BLOCKED"
  | "UNBLOCKED"
  | "ON_HOLD"
  | "REJECTED"
  | "TIER_UPDATE_PENDING"
  | "DELETE_PENDING";

export interface StoredSubscription {
  id: string;
  apiId: string;
  applicationId: string;
  throttlingPolicy: string;
  requestedThrottlingPolicy: string;
  versionRange: string | null;
  status: SubscriptionStatus;
}

/** Something that waits for approval. `approve` and `reject` do what was asked, or undo it. */
export interface PendingTask {
  id: string;
  kind: string;
  /** Id of the application, subscription, key mapping or API that waits; of a deployment, the revision's and the environment. */
  subject: string;
  approve(): void;
  reject(): void;
}

/** An OAuth client made by dynamic client registration. */
export interface RegisteredClient {
  clientId: string;
  clientSecret: string;
  clientName: string;
  owner: string;
}
