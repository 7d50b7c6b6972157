import type { EntraContext } from "../context.ts";
import { GRAPH_APP_ID } from "../store/first-party.ts";
import type { PermissionScope, ServicePrincipal } from "../store/types.ts";
import { servicePrincipalView } from "../store/view.ts";
import {
  invalidScope,
  resourceNotListed,
  severalResources,
  unknownResource,
  unknownScope,
} from "./aadsts-access.ts";

const OIDC_SCOPES = ["openid", "profile", "email", "offline_access"];

/** One API in a `scope` parameter, and what is asked of it. */
export interface RequestedResource {
  servicePrincipal: ServicePrincipal;
  /** How the request named it: a v1 token has it as `aud`. */
  name: string;
  /** Scope values; for `.default`, what the client's registration lists. */
  scopes: PermissionScope[];
  isDefault: boolean;
}

export interface RequestedScopes {
  oidc: string[];
  resources: RequestedResource[];
}

interface Client {
  appId: string;
  displayName: string | null;
}

/** Reads `scope`: OpenID Connect's own, `<identifier URI>/<value>`, `<identifier URI>/.default`; a bare value is Graph's. */
export function requestedScopes(entra: EntraContext, client: Client, scope: string): RequestedScopes {
  const result: RequestedScopes = { oidc: [], resources: [] };
  for (const item of scope.split(" ").filter(Boolean)) {
    if (OIDC_SCOPES.includes(item)) {
      result.oidc.push(item);
      continue;
    }
    const { name, value } = split(entra, item);
    const servicePrincipal = resourceNamed(entra, name);
    if (!servicePrincipal) throw unknownResource(name, entra.tenantId);
    let resource = result.resources.find((known) => known.servicePrincipal.id === servicePrincipal.id);
    if (!resource) {
      resource = { servicePrincipal, name, scopes: [], isDefault: false };
      result.resources.push(resource);
    }
    if (value === ".default") {
      resource.isDefault = true;
      resource.scopes.push(...registeredScopes(entra, client, servicePrincipal));
      continue;
    }
    resource.scopes.push(scopeOf(client, servicePrincipal, value));
  }
  for (const resource of result.resources) {
    if (resource.isDefault && scope.split(" ").filter(Boolean).length - result.oidc.length > 1)
      throw invalidScope(scope, ".default scope can't be combined with resource-specific scopes.");
    resource.scopes = [...new Set(resource.scopes)];
  }
  return result;
}

/** For a token request: at most one API. */
export function singleResource({ resources }: RequestedScopes, scope: string): RequestedResource | undefined {
  if (resources.length > 1) throw severalResources(scope);
  return resources[0];
}

/** The service principal that an identifier URI, an application id or (for Graph) its address names. */
export function resourceNamed(entra: EntraContext, name: string): ServicePrincipal | undefined {
  const { directory } = entra;
  const wanted = name.replace(/\/$/, "").toLowerCase();
  if (wanted === entra.url()) return directory.servicePrincipalByAppId(GRAPH_APP_ID);
  for (const own of directory.servicePrincipals.values()) {
    const view = servicePrincipalView(directory, own);
    if (view.servicePrincipalNames.some((known) => known.toLowerCase() === wanted)) return view;
  }
  return undefined;
}

/** A scope value may hold slashes itself, so the longest known resource name wins; else the last slash parts the two. */
function split(entra: EntraContext, item: string): { name: string; value: string } {
  for (let at = item.lastIndexOf("/"); at > 0; at = item.lastIndexOf("/", at - 1)) {
    const name = item.slice(0, at);
    if (resourceNamed(entra, name)) return { name, value: item.slice(at + 1) };
  }
  const at = item.lastIndexOf("/");
  return at < 0
    ? { name: GRAPH_APP_ID, value: item }
    : { name: item.slice(0, at), value: item.slice(at + 1) };
}

/** A disabled scope can't be asked for: it is as if it weren't there. */
function scopeOf(client: Client, resource: ServicePrincipal, value: string): PermissionScope {
  const scope = resource.oauth2PermissionScopes.find((known) => known.isEnabled && known.value === value);
  if (!scope) throw unknownScope(client.displayName ?? client.appId, value, resource.appId);
  return scope;
}

/** Delegated permissions that the client's registration lists for an API (its "API permissions"). */
function registeredScopes(
  entra: EntraContext,
  client: Client,
  resource: ServicePrincipal,
): PermissionScope[] {
  const listed =
    entra.directory
      .applicationByAppId(client.appId)
      ?.requiredResourceAccess.find(({ resourceAppId }) => resourceAppId === resource.appId)
      ?.resourceAccess.filter(({ type }) => type === "Scope")
      .map(({ id }) => id) ?? [];
  return resource.oauth2PermissionScopes.filter((scope) => scope.isEnabled && listed.includes(scope.id));
}

/** @throws AADSTS650057 when `.default` or v1's `resource` names an API that neither the registration nor a consent knows */
export function checkListed(client: Client, resource: RequestedResource, hasGrants: boolean): void {
  if (resource.isDefault && resource.scopes.length === 0 && !hasGrants)
    throw resourceNotListed(client.appId, client.displayName ?? "", resource.name);
}
