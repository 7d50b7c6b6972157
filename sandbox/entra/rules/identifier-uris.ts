import { badRequest, GraphError } from "../graph/errors.ts";
import type { Directory } from "../store/directory.ts";
import type { Application } from "../store/types.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Tenant {
  tenantId: string;
  /** Verified ones, the initial one included. */
  domains: readonly string[];
}

/**
 * Identifier URIs that are new in this request. Applications with v1 tokens are held to the secure patterns (application id,
 * tenant id or verified domain in the URI); with v2 tokens any URI goes
 * (https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions).
 */
export function checkIdentifierUris(
  directory: Directory,
  tenant: Tenant,
  next: Application,
  previous?: Application,
): void {
  const before = new Set(previous?.identifierUris);
  if (new Set(next.identifierUris).size < next.identifierUris.length)
    throw new GraphError(
      400,
      "DuplicateValue",
      "Request contains a property with duplicate values.",
      "identifierUris",
    );
  for (const uri of next.identifierUris) {
    if (before.has(uri)) continue;
    checkForm(uri);
    checkOwnGuid(uri, tenant, next);
    if (next.api.requestedAccessTokenVersion !== 2) checkSecurePattern(uri, tenant, next);
    checkFree(directory, uri, next);
  }
}

function checkForm(uri: string): void {
  if (!URL.canParse(uri) || uri.length > 255 || uri.includes("*") || /\s/.test(uri) || uri.endsWith("/"))
    throw badRequest(`Invalid value specified for property 'identifierUris' of resource 'Application'.`);
}

/** A GUID directly after `api://` must be the application's or the tenant's own. */
function checkOwnGuid(uri: string, { tenantId }: Tenant, { appId }: Application): void {
  const host = /^api:\/\/([^/]+)/i.exec(uri)?.[1];
  if (!host || !GUID.test(host)) return;
  if (![appId, tenantId].includes(host.toLowerCase())) throw insecure(uri);
}

function checkSecurePattern(uri: string, { tenantId, domains }: Tenant, { appId }: Application): void {
  const { protocol, hostname } = new URL(uri);
  const verified = domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  if (protocol === "https:" || protocol === "http:") {
    if (!verified)
      throw new GraphError(
        400,
        "HostNameNotOnVerifiedDomain",
        `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
        "identifierUris",
      );
    return;
  }
  if (![appId, tenantId, ...domains].some((part) => uri.toLowerCase().includes(part))) throw insecure(uri);
}

function checkFree(directory: Directory, uri: string, application: Application): void {
  for (const other of directory.applications.values())
    if (other.id !== application.id && other.identifierUris.includes(uri))
      throw badRequest("Another object with the same value for property identifierUris already exists.");
}

const insecure = (uri: string) =>
  badRequest(
    `Failed to add identifier URI ${uri}. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization. See https://aka.ms/identifier-uri-addition-error for more information on this error.`,
  );
