import type { Emulation } from "./emulation.ts";
import type {
  KeyType,
  StoredApplication,
  StoredKeyManager,
  StoredKeyMapping,
  StoredOperation,
  StoredSubscription,
} from "./store/model.ts";

/** An API as it is deployed to a gateway environment: the snapshot of a revision, with the API's present lifecycle state. */
export interface DeployedApi {
  apiId: string;
  environment: string;
  name: string;
  version: string;
  /** Without the version. */
  context: string;
  lifeCycleStatus: string;
  /** `["all"]`, or names. */
  keyManagers: readonly string[];
  operations: readonly StoredOperation[];
  /** Whose keys find an endpoint behind the API. */
  keyTypes: readonly KeyType[];
}

/** What events have told a gateway so far. */
export interface GatewayView {
  deployedApis: readonly DeployedApi[];
  keyManagers: readonly Readonly<StoredKeyManager>[];
  /** Approved mappings alone. */
  keyMappings: readonly Readonly<StoredKeyMapping>[];
  applications: readonly Readonly<StoredApplication>[];
  subscriptions: readonly Readonly<StoredSubscription>[];
}

/** The face that the control plane shows to gateways. */
export interface ControlPlane {
  gatewayView(): GatewayView;
}

/** A copy of what a gateway has to know; contents of revisions never change, so they are shared. */
export function takeGatewayView({ store }: Emulation): GatewayView {
  const deployedApis = store.effectiveDeployments().flatMap(({ apiId, revisionId, name: environment }) => {
    const api = store.apis.get(apiId);
    const content = store.revisions.get(revisionId)?.content;
    if (!api || !content) return [];
    const { name, version, context, keyManagers, operations, rest } = content;
    const { lifeCycleStatus } = api;
    const keyTypes = keyTypesOf(rest.endpointConfig);
    return [
      { apiId, environment, name, version, context, lifeCycleStatus, keyManagers, operations, keyTypes },
    ];
  });
  return {
    deployedApis,
    keyManagers: [...store.keyManagers.values()].map((one) => ({ ...one })),
    keyMappings: [...store.keyMappings.values()]
      .filter(({ state }) => state === "COMPLETED")
      .map((one) => ({ ...one })),
    applications: [...store.applications.values()].map((one) => ({ ...one })),
    subscriptions: [...store.subscriptions.values()].map((one) => ({ ...one })),
  };
}

/** A production key goes to the production endpoint, a sandbox key to the sandbox endpoint; an API without either is a mock. */
function keyTypesOf(endpointConfig: unknown): KeyType[] {
  const { production_endpoints, sandbox_endpoints } = (endpointConfig ?? {}) as Record<string, unknown>;
  const found: KeyType[] = [];
  if (production_endpoints) found.push("PRODUCTION");
  if (sandbox_endpoints) found.push("SANDBOX");
  return found.length > 0 ? found : ["PRODUCTION", "SANDBOX"];
}
