import {
  type Api,
  type ControlPlane,
  type DeployedAccess,
  findIdentityProviderId,
  getApi,
  getApplicationPolicies,
  getDeployed,
  getGatewayEnvironments,
  getIdentityProvider,
  type IdentityProvider,
  isOfferedInPortal,
  isScopeTaken,
  isSubscribed,
  wasDeployedByStack,
} from "../providers/choreo/reads.ts";
import type { Directory } from "./directory.ts";

/** What the look-ups need of the control plane and of Entra; `choreoLookups` is the real one. */
export interface Lookups {
  api(name: string, version: string): Promise<Api>;
  /** Permissions as the gateways have them, for APIs whose permissions live in Choreo. */
  deployed(apiId: string, environments: readonly string[] | undefined): Promise<DeployedAccess | undefined>;
  /** Of one of this name, if it is there. */
  identityProviderId(name: string): Promise<string | undefined>;
  /** What the tenant says of itself as an issuer. */
  discovery(tenantId: string, version: 1 | 2): Promise<TenantDiscovery>;
  identityProvider(name: string): Promise<IdentityProvider>;
  isOfferedInPortal(
    id: string,
    keyType: "PRODUCTION" | "SANDBOX",
  ): Promise<{ isOffered: boolean | undefined; why?: string }>;
  gatewayEnvironments(): Promise<string[]>;
  applicationPolicies(): Promise<string[]>;
  /** Only asked where something else does not fit; see providers/choreo/lookups/beforehand.ts. */
  wasDeployedByStack(apiId: string): Promise<boolean>;
  isSubscribed(application: string, apiId: string, plan: string): Promise<boolean>;
  isScopeTaken(name: string, api: Api): Promise<boolean>;
  directory: Directory;
}

/** As `graph/discovery.ts` has it: settings know Entra through the azuread provider alone. */
export interface TenantDiscovery {
  url: string;
  issuer: string;
  jwks: string;
  tokenEndpoint: string;
  authorizeEndpoint: string;
}

/** @param discovery asked only where the stack makes its identity provider */
export function choreoLookups(
  control: ControlPlane,
  discovery: Lookups["discovery"],
  directory: Directory,
): Lookups {
  return {
    discovery,
    identityProviderId: (name) => findIdentityProviderId(control, name),
    api: (name, version) => getApi(control, { name, version }),
    deployed: (apiId, environments) => getDeployed(control, { apiId, environments }),
    identityProvider: (name) => getIdentityProvider(control, { name }),
    isOfferedInPortal: (id, keyType) => isOfferedInPortal(control, { id, keyType }),
    gatewayEnvironments: () => getGatewayEnvironments(control),
    applicationPolicies: () => getApplicationPolicies(control),
    wasDeployedByStack: (apiId) => wasDeployedByStack(control, apiId),
    isSubscribed: (application, apiId, plan) => isSubscribed(control, { application, apiId, plan }),
    isScopeTaken: (name, api) => isScopeTaken(control, { name, api }),
    directory,
  };
}
