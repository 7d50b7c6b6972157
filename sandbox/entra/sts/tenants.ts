import type { EntraContext } from "../context.ts";
import type { OAuthError } from "./aadsts.ts";
import { unknownTenant } from "./aadsts-request.ts";

/** Endpoints for any organisation; single-tenant applications can't use them. */
export const isShared = (tenant: string) => ["common", "organizations", "consumers"].includes(tenant);

/** A tenant is named by its id or by a verified domain. */
export function checkTenant({ tenantId, domain }: EntraContext, tenant: string, error: OAuthError): void {
  if (![tenantId, domain].includes(tenant.toLowerCase()) && !isShared(tenant))
    throw unknownTenant(tenant, error);
}

export const issuerV2 = ({ tenantId, url }: EntraContext) => `${url()}/${tenantId}/v2.0`;

/** In Entra `https://sts.windows.net/<tenant>/`; here the same form on the emulator's own host. */
export const issuerV1 = ({ tenantId, url }: EntraContext) => `${url()}/${tenantId}/`;
