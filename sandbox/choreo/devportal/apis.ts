import type { Emulation } from "../emulation.ts";
import { page } from "../http/paging.ts";
import { type Call, ok, type Route } from "../http/route.ts";
import { searchable } from "../publisher/apis.ts";
import { environments } from "../publisher/environments.ts";
import { matches } from "../publisher/search.ts";
import { openApiOf } from "../publisher/swagger.ts";
import { refusal } from "../rules/refusal.ts";
import { scopeName } from "../rules/scopes.ts";
import { showPolicy, subscriptionPolicies } from "../rules/throttling.ts";
import type { ApiContent, StoredApi, StoredDeployment } from "../store/model.ts";

const hidden = new Set(["CREATED", "RETIRED"]);

/** States in which the search shows an API. */
export const listed: ReadonlySet<string> = new Set(["PUBLISHED", "PROTOTYPED"]);

/** `/apis` of the Developer Portal, open to anonymous callers. */
export const devportalApiRoutes: Route[] = [
  {
    method: "GET",
    path: "/apis",
    scopes: [],
    handle: ({ emulation, query }) => {
      const indexed = emulation.searchIndex.view;
      const text = query.get("query") ?? "";
      const found = [...emulation.store.apis.values()].filter(
        (api) => indexed.has(api.id) && matches(searchable(api), text),
      );
      return ok(page(found.map(showApiInfo), query, "/apis"));
    },
  },
  {
    method: "GET",
    path: "/apis/:apiId",
    scopes: [],
    handle: (call) => ok(showApi(call.emulation, findVisibleApi(call))),
  },
  {
    method: "GET",
    path: "/apis/:apiId/swagger",
    scopes: [],
    handle: (call) => ok(openApiOf(call.emulation, findVisibleApi(call))),
  },
  {
    method: "GET",
    path: "/apis/:apiId/subscription-policies",
    scopes: [],
    handle: (call) => {
      const { policies } = findVisibleApi(call).content;
      return ok(
        subscriptionPolicies
          .filter(({ name }) => policies.includes(name))
          .map((policy) => showPolicy(policy, "subscription")),
      );
    },
  },
];

function findVisibleApi(call: Call): StoredApi {
  const id = call.param("apiId");
  const api = call.emulation.store.apis.get(id);
  if (!api || hidden.has(api.lifeCycleStatus)) throw refusal.notFound("API", id);
  return api;
}

/** The Developer Portal's `APIInfo`; the context has the version here. */
export function showApiInfo(api: StoredApi): object {
  const { name, version, context, rest, policies, additionalProperties } = api.content;
  return {
    id: api.id,
    name,
    description: rest.description,
    context: `${context}/${version}`,
    version,
    type: rest.type,
    createdTime: api.createdTime,
    provider: api.provider,
    lifeCycleStatus: api.lifeCycleStatus,
    thumbnailUri: null,
    avgRating: "0.0",
    throttlingPolicies: policies,
    advertiseInfo: { advertised: false },
    businessInformation: rest.businessInformation ?? {},
    isSubscriptionAvailable: true,
    monetizationLabel: null,
    gatewayVendor: rest.gatewayVendor,
    additionalProperties: additionalProperties.filter(({ display }) => display),
  };
}

function showApi(emulation: Emulation, api: StoredApi): object {
  const { store } = emulation;
  const { name, version, context, rest, policies, keyManagers, operations } = api.content;
  const deployments = store
    .effectiveDeployments()
    .filter(({ apiId, displayOnDevportal }) => apiId === api.id && displayOnDevportal);
  return {
    id: api.id,
    name,
    description: rest.description,
    context: `${context}/${version}`,
    version,
    provider: api.provider,
    apiDefinition: JSON.stringify(openApiOf(emulation, api)),
    wsdlUri: null,
    lifeCycleStatus: api.lifeCycleStatus,
    isDefaultVersion: rest.isDefaultVersion,
    type: rest.type,
    transport: rest.transport,
    operations: operations.map(({ id, target, verb }) => ({ id, target, verb })),
    authorizationHeader: rest.authorizationHeader,
    securityScheme: rest.securityScheme,
    tags: rest.tags,
    tiers: policies.map((tierName) => ({ tierName, tierPlan: "FREE", monetizationAttributes: null })),
    hasThumbnail: rest.hasThumbnail,
    additionalProperties: api.content.additionalProperties.filter(({ display }) => display),
    monetization: { enabled: false },
    endpointURLs: deployments.map((deployment) => showEndpointUrls(emulation, api.content, deployment)),
    businessInformation: rest.businessInformation ?? {},
    environmentList: deployments.map((deployment) => deployment.name),
    scopes: showScopeInfos(api.content),
    avgRating: "0.0",
    advertiseInfo: { advertised: false },
    isSubscriptionAvailable: true,
    categories: rest.categories,
    keyManagers,
    createdTime: api.createdTime,
    lastUpdatedTime: api.lastUpdatedTime,
    gatewayVendor: rest.gatewayVendor,
    asyncTransportProtocols: rest.asyncTransportProtocols,
  };
}

function showEndpointUrls(emulation: Emulation, content: ApiContent, deployment: StoredDeployment): object {
  const environment = environments(emulation).find(({ name }) => name === deployment.name);
  const path = `${content.context}/${content.version}`;
  return {
    environmentName: deployment.name,
    environmentDisplayName: environment?.displayName ?? deployment.name,
    environmentType: environment?.type ?? "hybrid",
    URLs: { http: null, https: `${environment?.url ?? ""}${path}`, ws: null, wss: null },
    defaultVersionURLs: { http: null, https: null, ws: null, wss: null },
  };
}

/** Scopes by their full key, as a token must carry them. */
export function showScopeInfos(content: ApiContent): object[] {
  return content.scopes.map(({ key, displayName, description, bindings }) => ({
    key,
    name: displayName || scopeName(content.scopePrefix, key),
    roles: bindings,
    description,
  }));
}
