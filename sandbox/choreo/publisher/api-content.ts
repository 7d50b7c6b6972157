import { mapValues } from "../../../shared/records.ts";
import type { Emulation } from "../emulation.ts";
import { readAdditionalProperties, showAdditionalProperties } from "../rules/additional-properties.ts";
import { readOperations, readScopes, showOperations, showScopes } from "../rules/scopes.ts";
import type { ApiContent, StoredApi, StoredRevision } from "../store/model.ts";
import type { ApiBody } from "./api-schema.ts";

/** What the server puts where the body says nothing: a PUT replaces, so a property that is left out is lost. */
const defaults: Record<string, unknown> = {
  description: null,
  wsdlInfo: null,
  wsdlUrl: null,
  responseCachingEnabled: false,
  cacheTimeout: 300,
  hasThumbnail: false,
  isDefaultVersion: false,
  enableSchemaValidation: false,
  type: "HTTP",
  transport: [],
  tags: [],
  apiThrottlingPolicy: null,
  authorizationHeader: "Authorization",
  securityScheme: ["oauth2", "oauth_basic_auth_api_key_mandatory"],
  maxTps: null,
  visibility: "PUBLIC",
  visibleRoles: [],
  visibleTenants: [],
  mediationPolicies: [],
  subscriptionAvailability: "CURRENT_TENANT",
  subscriptionAvailableTenants: [],
  monetization: null,
  accessControl: "NONE",
  accessControlRoles: [],
  businessInformation: null,
  corsConfiguration: null,
  websubSubscriptionConfiguration: null,
  endpointConfig: null,
  endpointImplementationType: "ENDPOINT",
  threatProtectionPolicies: null,
  categories: [],
  serviceInfo: null,
  advertiseInfo: null,
  gatewayVendor: "wso2",
  gatewayType: null,
  asyncTransportProtocols: [],
};

const choreoDefaults: Record<string, unknown> = {
  audience: null,
  enableBackendJWT: false,
  backendJWTConfiguration: null,
  throttlingLimit: null,
};

const apimDefaults: Record<string, unknown> = {
  displayName: null,
  enableSubscriberVerification: false,
  audience: null,
  audiences: [],
  organizationPolicies: [],
  apiKeyHeader: "ApiKey",
  visibleOrganizations: [],
  apiPolicies: null,
  primaryProductionEndpointId: null,
  primarySandboxEndpointId: null,
  subtypeConfiguration: null,
  initiatedFromGateway: false,
  egress: false,
};

/** The working copy that a body makes. Throws what the server refuses. */
export function readContent(emulation: Emulation, body: ApiBody): ApiContent {
  const scopePrefix = body.scopePrefix ?? null;
  const scopes = readScopes(emulation, scopePrefix, body.scopes, body);
  const own = emulation.flavour === "choreo" ? choreoDefaults : apimDefaults;
  const names = { ...defaults, ...own, ...(emulation.release === "4.7" ? { apiHubPolicies: [] } : {}) };
  const given = body as unknown as Record<string, unknown>;
  return {
    name: body.name,
    version: body.version,
    context: body.context.startsWith("/") ? body.context : `/${body.context}`,
    scopePrefix,
    scopes,
    operations: readOperations(emulation, scopePrefix, body.operations, scopes),
    additionalProperties: readAdditionalProperties(body),
    keyManagers: Array.isArray(body.keyManagers) ? body.keyManagers : ["all"],
    policies: body.policies ?? [],
    rest: mapValues(names, (otherwise, name) => given[name] ?? otherwise),
  };
}

/** The REST object of an API's working copy or, with a revision, of the revision's snapshot. */
export function showApi({ flavour }: Emulation, api: StoredApi, revision?: StoredRevision): object {
  const content = revision?.content ?? api.content;
  return {
    ...content.rest,
    id: revision?.id ?? api.id,
    name: content.name,
    context: content.context,
    version: content.version,
    provider: api.provider,
    lifeCycleStatus: api.lifeCycleStatus,
    isRevision: revision !== undefined,
    revisionedApiId: revision ? api.id : null,
    revisionId: revision?.number ?? 0,
    policies: content.policies,
    keyManagers: content.keyManagers,
    ...showAdditionalProperties(content.additionalProperties),
    workflowStatus: api.workflowStatus,
    createdTime: api.createdTime,
    lastUpdatedTime: api.lastUpdatedTime,
    ...(flavour === "choreo"
      ? { scopePrefix: content.scopePrefix }
      : { lastUpdatedTimestamp: String(Date.parse(api.lastUpdatedTime)) }),
    scopes: showScopes(content),
    operations: showOperations(content),
  };
}
