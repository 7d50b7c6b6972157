import type { Emulation } from "./emulation.ts";
import type {
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
  const deployedApis = store.deployments.flatMap(({ apiId, revisionId, name: environment }) => {
    const api = store.apis.get(apiId);
    const content = store.revisions.get(revisionId)?.content;
    if (!api || !content) return [];
    const { name, version, context, keyManagers, operations } = content;
    const { lifeCycleStatus } = api;
    return [{ apiId, environment, name, version, context, lifeCycleStatus, keyManagers, operations }];
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
