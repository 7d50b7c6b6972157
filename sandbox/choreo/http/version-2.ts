import { pickBy } from "../../../shared/records.ts";
import { refusal } from "../rules/refusal.ts";

/** Names of properties by where they stand: `list.apiInfo`; "" is the object itself. Lists are looked through. */
type Where = Readonly<Record<string, readonly string[]>>;

const api: Where = {
  "": [
    "displayName",
    "enableSubscriberVerification",
    "audience",
    "audiences",
    "organizationPolicies",
    "apiKeyHeader",
    "visibleOrganizations",
    "apiPolicies",
    "additionalPropertiesMap",
    "lastUpdatedTimestamp",
    "primaryProductionEndpointId",
    "primarySandboxEndpointId",
    "subtypeConfiguration",
    "gatewayVendor",
    "gatewayType",
    "initiatedFromGateway",
    "asyncTransportProtocols",
    "egress",
  ],
  operations: ["operationPolicies", "amznResourceContentEncode"],
};
const apiInfo = ["additionalProperties", "additionalPropertiesMap", "gatewayVendor", "gatewayType"];
const deployment = [
  "status",
  "successDeployedTime",
  "liveGatewayCount",
  "deployedGatewayCount",
  "failedGatewayCount",
];
const application: Where = { "": ["createdTime", "updatedTime", "visibility"] };
const applicationInfo = ["createdTime", "updatedTime", "tokenType"];
const portalApiInfo = ["createdTime", "gatewayVendor", "additionalProperties"];
const keyManager = [
  "displayTokenEndpoint",
  "displayRevokeEndpoint",
  "endpoints",
  "alias",
  "global",
  "permissions",
  "tokenType",
  "allowedOrganizations",
];

/** What came after API Manager 4.0 (the v2 of each API), by API and path: the difference of the published files. */
const later: Readonly<Record<string, Readonly<Record<string, Where>>>> = {
  publisher: {
    "/apis": { ...api, list: [...apiInfo, "advertiseOnly", "audience"] },
    "/apis/:apiId": api,
    "/apis/:apiId/restore-revision": api,
    "/apis/:apiId/revisions": { deploymentInfo: deployment, "list.deploymentInfo": deployment },
    "/apis/:apiId/revisions/:revisionId": { deploymentInfo: deployment, "list.deploymentInfo": deployment },
    "/apis/:apiId/deployments": { list: deployment },
    "/apis/:apiId/deploy-revision": { "": deployment },
    "/apis/:apiId/undeploy-revision": { "": deployment },
    "/settings": {
      "": ["authorizationHeader"],
      environment: ["id", "gatewayType", "mode", "provider", "endpointURIs", "additionalProperties"],
      "environment.vhosts": ["wsHost", "wssHost"],
    },
  },
  devportal: {
    "/apis": { list: portalApiInfo },
    "/apis/:apiId": { "": ["gatewayVendor", "asyncTransportProtocols"] },
    "/key-managers": { list: ["alias", "tokenType"] },
    "/applications": { ...application, list: applicationInfo },
    "/applications/:applicationId": application,
    "/subscriptions": {
      apiInfo: portalApiInfo,
      applicationInfo,
      "list.apiInfo": portalApiInfo,
      "list.applicationInfo": applicationInfo,
    },
    "/subscriptions/:subscriptionId": { apiInfo: portalApiInfo, applicationInfo },
  },
  admin: {
    "/key-managers": { "": keyManager, list: ["tokenType"] },
    "/key-managers/:keyManagerId": { "": keyManager },
  },
};

/** The body of an answer as 4.0 gives it: without what came later. */
export function withoutLater(name: string, path: string, body: unknown): unknown {
  const where = later[name]?.[path];
  return where ? walk(body, where, "", () => {}) : body;
}

/** Throws for a property that 4.0 does not know, as it does for any that it never heard of. */
export function refuseLater(name: string, path: string, body: unknown): void {
  const where = later[name]?.[path];
  if (!where) return;
  walk(body, where, "", (property) => {
    throw refusal.badRequest(`Unrecognized property '${property}'`);
  });
}

/**
 * The body of a `PUT /apis/{apiId}` with what 4.0 has no word for, as it is stored: a server of 4.0 would have none of it to lose.
 */
export function keepLater<T extends object>(body: T, stored: object): T {
  type Operation = Record<string, unknown>;
  const pick = (object: object, names: readonly string[] = []) =>
    pickBy(object as Operation, (_, name) => names.includes(name));
  const old = ((stored as { operations?: Operation[] }).operations ?? []) as Operation[];
  const operations = (body as { operations?: Operation[] | null }).operations?.map((operation) => {
    const same = old.find(({ verb, target }) => verb === operation.verb && target === operation.target);
    return { ...pick(same ?? {}, api.operations), ...operation };
  });
  // The map says again what the list says, and would win over it.
  const { additionalPropertiesMap: _, ...kept } = pick(stored, api[""]);
  return { ...kept, ...body, ...(operations ? { operations } : {}) };
}

function walk(value: unknown, where: Where, at: string, found: (property: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, where, at, found));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => {
    if (!where[at]?.includes(name)) return true;
    found(name);
    return false;
  });
  return Object.fromEntries(
    kept.map(([name, item]) => [name, walk(item, where, at ? `${at}.${name}` : name, found)]),
  );
}
