import { findCloud } from "../graph/cloud.ts";
import { discoverTenant, type TenantDiscovery } from "../graph/discovery.ts";
import { azureSettings, getJson } from "./azureCloud.ts";

/** The discovery document of a tenant of the cloud that the azuread provider uses. */
export async function tenantDiscovery(tenantId: string, version: 1 | 2): Promise<TenantDiscovery> {
  return discoverTenant(await findCloud(azureSettings(), getJson), tenantId, version, getJson);
}
