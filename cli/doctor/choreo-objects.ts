/** The fields that the doctor reads of Choreo's objects; shapes: API Manager's Publisher, Developer Portal and Admin REST APIs. */

export interface KeyManager {
  id: string;
  name: string;
  enabled?: boolean;
  tokenEndpoint?: string;
}

export interface Operation {
  verb: string;
  target: string;
  /** `None`: the gateway asks for no token. */
  authType?: string;
  scopes?: string[];
}

export interface PublisherApi {
  id: string;
  name: string;
  version: string;
  lifeCycleStatus?: string;
  /** Choreo only; API Manager's scope names are whole. */
  scopePrefix?: string | null;
  scopes?: { scope: { name: string; displayName?: string | null; description?: string | null } }[];
  operations?: Operation[];
  /** `["all"]`, or names of those that it takes tokens of. */
  keyManagers?: unknown;
  /** What callers may show; none or empty: OAuth 2. */
  securityScheme?: string[] | null;
  additionalProperties?: { name: string; value: string }[] | null;
  endpointConfig?: { production_endpoints?: unknown; sandbox_endpoints?: unknown } | null;
}

export interface Revision {
  id: string;
  displayName?: string;
  deploymentInfo?: { name: string; vhost?: string; displayOnDevportal?: boolean }[];
}

export interface Application {
  applicationId: string;
  name: string;
  status?: string;
  description?: string | null;
  throttlingPolicy?: string;
}

export interface ApplicationKey {
  keyMappingId?: string;
  /** Name or id. */
  keyManager?: string;
  consumerKey?: string;
  keyType?: string;
}

export interface Subscription {
  subscriptionId: string;
  apiId?: string;
  applicationId?: string;
  status?: string;
}

export interface List<T> {
  list?: T[];
}

/** Permission names as the gateway compares them. The prefix is added once, as Choreo's server does. */
export function fullName(api: Pick<PublisherApi, "scopePrefix">, name: string): string {
  const prefix = api.scopePrefix ?? "";
  return name.startsWith(prefix) ? name : prefix + name;
}
