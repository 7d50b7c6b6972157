import type * as pulumi from "@pulumi/pulumi";
import type { AzureWebApi, ChoreoApi, UsedWebApi } from "../components/index.ts";
import type { WebApiScope } from "../components/step2-azure-web-api/webApiScopes.ts";
import type { ScopeArgs } from "../providers/choreo/index.ts";
import type { ResolvedApi, ResolvedClient } from "../settings/index.ts";
import { mapValues } from "../shared/records.ts";

/** The scopes of a web API: one per permission, with the permission's fully qualified name as its value. */
export function qualifiedScopes({
  permissions,
  fullyQualifiedNames,
}: ResolvedApi): Record<string, WebApiScope> {
  return mapValues(permissions, (permission, name) => ({
    ...permission,
    value: fullyQualifiedNames[name] as string,
  }));
}

/** What people read about a permission in Choreo: as in Azure, where the settings do not tell the two apart. */
export function textsInChoreo({
  displayName,
  description,
  inChoreo,
}: ResolvedApi["permissions"][string]): ScopeArgs {
  return inChoreo ?? { displayName, description };
}

/** What a client uses of each web API. */
export function webApisUsed(
  name: string,
  { uses, appRoles, adminConsent }: ResolvedClient,
  apis: Record<string, ResolvedApi & { azure: AzureWebApi }>,
): Record<string, UsedWebApi> {
  return mapValues(uses, (permissions, key): UsedWebApi => {
    const { azure, fullyQualifiedNames, preAuthorized, formerly } = apis[key] as ResolvedApi & {
      azure: AzureWebApi;
    };
    const scopes = permissions.map((permission) => [
      fullyQualifiedNames[permission],
      azure.scopeIds[permission],
    ]);
    return {
      clientId: azure.clientId,
      servicePrincipalObjectId: azure.servicePrincipalObjectId,
      scopes: Object.fromEntries(scopes),
      roleIds: (appRoles[key] ?? []).map((role) => azure.roleIds[role] as pulumi.Output<string>),
      adminConsent: adminConsent.includes(key),
      preAuthorizedBy: preAuthorized.includes(name) ? azure.nodes.application : undefined,
      formerly,
    };
  });
}

/** The APIs that a client's application is subscribed to, each once it is published. */
export function subscribedApis(
  { subscribes }: ResolvedClient,
  apis: Record<string, { published: ChoreoApi }>,
): Record<string, pulumi.Output<string>> {
  const published = (key: string) => (apis[key] as { published: ChoreoApi }).published.publishedApiId;
  return Object.fromEntries(subscribes.map((key) => [key, published(key)]));
}

/** By settings key: the keys that it had earlier. */
export function formerKeys(entries: Record<string, { formerly: string[] }>): Record<string, string[]> {
  return mapValues(entries, ({ formerly }) => formerly);
}
