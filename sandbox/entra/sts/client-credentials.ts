import type { EntraContext } from "../context.ts";
import type { ServicePrincipal } from "../store/types.ts";
import { applicationNotAssigned, defaultScopeOnly, unknownResource } from "./aadsts-access.ts";
import { missingParameter } from "./aadsts-request.ts";
import { accessTokenClaims, TOKEN_LIFE } from "./claims.ts";
import { resourceNamed } from "./requested-scopes.ts";
import { v1Times } from "./user-tokens.ts";

/** A token of the application itself: one API, named as `<identifier URI>/.default` (v2) or `resource` (v1). */
export async function clientCredentials(
  entra: EntraContext,
  client: ServicePrincipal,
  version: 1 | 2,
  form: URLSearchParams,
) {
  const resourceName = version === 2 ? fromScope(form.get("scope")) : form.get("resource");
  if (!resourceName) throw missingParameter(version === 2 ? "scope" : "resource");
  const resource = resourceNamed(entra, resourceName);
  if (!resource) throw unknownResource(resourceName, entra.tenantId);
  const assigned = entra.directory.assignmentsOf(client.id, resource.id).length > 0;
  if (resource.appRoleAssignmentRequired && !assigned) throw applicationNotAssigned(client, resource);
  const claims = accessTokenClaims(entra, {
    client,
    resource,
    resourceName,
    clientAuthentication: "1",
    scopes: [],
  });
  const access_token = await entra.keys.sign(claims);
  if (version === 1) return { token_type: "Bearer", ...v1Times(entra), resource: resourceName, access_token };
  return { token_type: "Bearer", expires_in: TOKEN_LIFE, ext_expires_in: TOKEN_LIFE, access_token };
}

function fromScope(scope: string | null): string | undefined {
  if (!scope) return undefined;
  const items = scope.split(" ").filter(Boolean);
  if (items.length !== 1 || !scope.endsWith("/.default")) throw defaultScopeOnly(scope);
  return scope.slice(0, -"/.default".length);
}
