import { z } from "zod";
import type { Emulation } from "../emulation.ts";

/**
 * The `API` object of the Publisher, property by property: the server refuses any other one. Written by hand from its
 * published schema (publisher-api.yaml of carbon-apimgt 9.22.x and 9.32.147); all values may be null, as the server's own are.
 */
const text = z.string().nullish();
const flag = z.boolean().nullish();
const number = z.int().nullish();
const texts = z.array(z.string()).nullish();
const anyObject = z.record(z.string(), z.unknown()).nullish();

export const scopeSchema = z.strictObject({
  id: text,
  name: z.string().min(1).max(255),
  displayName: z.string().max(255).nullish(),
  description: z.string().max(512).nullish(),
  bindings: texts,
  usageCount: number,
});

const apiScopeSchema = z.strictObject({ scope: scopeSchema, shared: flag });

const operationProperties = {
  id: text,
  target: text,
  verb: text,
  authType: text,
  throttlingPolicy: text,
  scopes: texts,
  usedProductIds: texts,
  amznResourceName: text,
  amznResourceTimeout: number,
  payloadSchema: text,
  uriMapping: text,
  operationPolicies: z
    .strictObject({
      request: z.array(z.unknown()).nullish(),
      response: z.array(z.unknown()).nullish(),
      fault: z.array(z.unknown()).nullish(),
    })
    .nullish(),
};

const additionalPropertySchema = z.strictObject({ name: text, value: text, display: flag });

const apiProperties = {
  id: text,
  name: z.string().min(1).max(60),
  description: z.string().max(32766).nullish(),
  context: z.string().min(1).max(232),
  version: z.string().min(1).max(30),
  provider: z.string().max(200).nullish(),
  lifeCycleStatus: text,
  wsdlInfo: anyObject,
  wsdlUrl: text,
  responseCachingEnabled: flag,
  cacheTimeout: number,
  hasThumbnail: flag,
  isDefaultVersion: flag,
  isRevision: flag,
  revisionedApiId: text,
  revisionId: number,
  enableSchemaValidation: flag,
  type: z
    .enum(["HTTP", "WS", "SOAPTOREST", "SOAP", "GRAPHQL", "WEBSUB", "SSE", "WEBHOOK", "ASYNC"])
    .nullish(),
  transport: texts,
  tags: texts,
  policies: texts,
  apiThrottlingPolicy: text,
  authorizationHeader: text,
  securityScheme: texts,
  maxTps: anyObject,
  visibility: z.enum(["PUBLIC", "PRIVATE", "RESTRICTED"]).nullish(),
  visibleRoles: texts,
  visibleTenants: texts,
  mediationPolicies: z.array(z.record(z.string(), z.unknown())).nullish(),
  subscriptionAvailability: z.enum(["CURRENT_TENANT", "ALL_TENANTS", "SPECIFIC_TENANTS"]).nullish(),
  subscriptionAvailableTenants: texts,
  additionalProperties: z.array(additionalPropertySchema).nullish(),
  additionalPropertiesMap: z.record(z.string(), additionalPropertySchema).nullish(),
  monetization: anyObject,
  accessControl: z.enum(["NONE", "RESTRICTED"]).nullish(),
  accessControlRoles: texts,
  businessInformation: anyObject,
  corsConfiguration: anyObject,
  websubSubscriptionConfiguration: anyObject,
  workflowStatus: text,
  createdTime: text,
  lastUpdatedTime: text,
  endpointConfig: z.unknown().optional(),
  endpointImplementationType: z.enum(["INLINE", "ENDPOINT", "MOCKED_OAS"]).nullish(),
  scopes: z.array(apiScopeSchema).nullish(),
  threatProtectionPolicies: anyObject,
  categories: texts,
  keyManagers: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).nullish(),
  serviceInfo: anyObject,
  advertiseInfo: anyObject,
  gatewayVendor: text,
  gatewayType: text,
  asyncTransportProtocols: texts,
};

const throttlingLimit = anyObject;

const choreoApiSchema = z.strictObject({
  ...apiProperties,
  audience: z.enum(["PUBLIC", "SINGLE"]).nullish(),
  enableBackendJWT: flag,
  backendJWTConfiguration: z.strictObject({ audiences: texts }).nullish(),
  throttlingLimit,
  scopePrefix: text,
  operations: z.array(z.strictObject({ ...operationProperties, throttlingLimit })).nullish(),
});

const apimApiSchema = z.strictObject({
  ...apiProperties,
  displayName: text,
  enableSubscriberVerification: flag,
  audience: z.enum(["PUBLIC", "SINGLE"]).nullish(),
  audiences: texts,
  organizationPolicies: z.array(z.unknown()).nullish(),
  apiKeyHeader: text,
  visibleOrganizations: texts,
  apiPolicies: anyObject,
  lastUpdatedTimestamp: text,
  primaryProductionEndpointId: text,
  primarySandboxEndpointId: text,
  subtypeConfiguration: anyObject,
  initiatedFromGateway: flag,
  egress: flag,
  operations: z.array(z.strictObject({ ...operationProperties, amznResourceContentEncode: flag })).nullish(),
});

/** What API Manager 4.7 adds: policies of its Policy Hub, of the API and of each operation. */
const apim47ApiSchema = apimApiSchema.extend({
  apiHubPolicies: z.array(z.unknown()).nullish(),
  operations: z
    .array(
      z.strictObject({
        ...operationProperties,
        amznResourceContentEncode: flag,
        operationHubPolicies: z.array(z.unknown()).nullish(),
      }),
    )
    .nullish(),
});

/** The body of `POST /apis` and `PUT /apis/{apiId}`. `scopePrefix` exists on Choreo only. */
export type ApiBody = z.output<typeof choreoApiSchema>;

export function apiSchema({ flavour, release }: Pick<Emulation, "flavour" | "release">): z.ZodType<ApiBody> {
  if (flavour === "choreo") return choreoApiSchema;
  return (release === "4.7" ? apim47ApiSchema : apimApiSchema) as unknown as z.ZodType<ApiBody>;
}
