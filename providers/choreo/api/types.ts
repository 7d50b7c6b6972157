/**
 * The parts of the official schemas that the provider reads or writes, written by hand and not generated: the specifications differ
 * in details from server to server and have 180 schemas, of which this takes a dozen, and the API object must go back to the server
 * exactly as it came, so it stays open. Names and meanings are those of publisher-api.yaml and devportal-api.yaml; contract tests
 * hold the requests against them.
 */

export interface ApiScope {
  scope: {
    name: string;
    displayName?: string | null;
    description?: string | null;
    bindings?: string[] | null;
  };
  shared?: boolean;
  [property: string]: unknown;
}

export interface ApiOperation {
  target: string;
  verb: string;
  /** `None`: the gateway wants no token, whatever scopes are attached. */
  authType?: string | null;
  scopes?: string[] | null;
  [property: string]: unknown;
}

export interface AdditionalProperty {
  name: string;
  value: string;
  display?: boolean;
}

/** An API as the Publisher gives it. PUT replaces the whole object: every property goes back, known here or not. */
export interface ApiObject {
  id: string;
  name: string;
  version: string;
  context: string;
  lifeCycleStatus?: string;
  /** Choreo only. A PUT without it would take the prefix from every scope. */
  scopePrefix?: string | null;
  scopes?: ApiScope[] | null;
  operations?: ApiOperation[] | null;
  policies?: string[] | null;
  /** What callers may show; none or empty: OAuth 2. */
  securityScheme?: string[] | null;
  endpointConfig?: unknown;
  additionalProperties?: AdditionalProperty[] | null;
  /** The same properties by name; the server merges both, so both must agree. */
  additionalPropertiesMap?: Record<string, AdditionalProperty> | null;
  [property: string]: unknown;
}

export interface ApiSummary {
  id: string;
  name: string;
  version: string;
}

export interface Deployment {
  /** Gateway environment. */
  name: string;
  revisionUuid?: string;
  vhost?: string | null;
  displayOnDevportal?: boolean;
  /** Since API Manager 4.1: CREATED waits for approval. */
  status?: "CREATED" | "APPROVED" | "REJECTED";
  liveGatewayCount?: number;
  deployedGatewayCount?: number;
  failedGatewayCount?: number;
}

export interface Revision {
  id: string;
  displayName?: string;
  description?: string | null;
  createdTime?: string;
  deploymentInfo?: Deployment[] | null;
}

export interface GatewayEnvironment {
  name: string;
  vhosts?: { host: string; httpContext?: string | null; httpsPort?: number | null }[] | null;
}

export type LifecycleAction =
  | "Publish"
  | "Deploy as a Prototype"
  | "Demote to Created"
  | "Block"
  | "Deprecate"
  | "Re-Publish"
  | "Retire";

export interface WorkflowResponse {
  /** CREATED: waits for approval. */
  workflowStatus?: "CREATED" | "APPROVED" | "REJECTED" | "REGISTERED" | null;
  lifecycleState?: { state?: string };
}
