import * as pulumi from "@pulumi/pulumi";
import type { ResolvedClient, ResolvedSettings } from "../settings/index.ts";
import { mapValues } from "../shared/records.ts";
import type { ConnectionOutput } from "./types.ts";
import type { Unresolved } from "./unresolved.ts";

/** The identifiers that a client's two components give out. */
export interface ClientIds {
  azure: {
    applicationObjectId: pulumi.Input<string>;
    clientId: pulumi.Input<string>;
    servicePrincipalObjectId: pulumi.Input<string>;
    clientSecret: pulumi.Input<string>;
    clientSecretStarts: pulumi.Input<string>;
    clientSecretExpires: pulumi.Input<string>;
    clientSecretKeyId: pulumi.Input<string>;
    clientSecretKeyIds: pulumi.Input<string>[];
  };
  choreoApplication: {
    applicationId: pulumi.Input<string>;
    keyMappingId: pulumi.Input<string>;
    subscriptionIds: Record<string, pulumi.Input<string>>;
  };
}

/** One entry of the stack output `connections`. Only the client secret in it is secret, and stays so in the state. */
export function connectionOutput(
  client: Omit<ResolvedClient, "secret"> & { secret: object | "external" } & ClientIds,
  { apis, tenantId }: Pick<ResolvedSettings, "apis" | "tenantId">,
  identityProvider: { id: pulumi.Input<string>; name: pulumi.Input<string> },
): Unresolved<ConnectionOutput> {
  const { azure, choreoApplication } = client;
  const elsewhere = [...client.spaRedirectUris, ...client.publicClientRedirectUris];
  return {
    tenantId,
    clientId: azure.clientId,
    applicationObjectId: azure.applicationObjectId,
    servicePrincipalObjectId: azure.servicePrincipalObjectId,
    ...(client.secret === "external" ? { secret: client.secret } : {}),
    clientSecret: pulumi.secret(azure.clientSecret),
    clientSecretStarts: azure.clientSecretStarts,
    clientSecretExpires: azure.clientSecretExpires,
    clientSecretKeyId: azure.clientSecretKeyId,
    clientSecretKeyIds: pulumi.all(azure.clientSecretKeyIds),
    owners: client.owners,
    expected: client.expected,
    redirectUris: client.redirectUris,
    ...(elsewhere.length > 0 ? { otherRedirectUris: elsewhere } : {}),
    identityProvider: { id: identityProvider.id, name: identityProvider.name },
    application: {
      id: choreoApplication.applicationId,
      name: client.applicationName,
      keyType: client.keyType,
      keyMappingId: choreoApplication.keyMappingId,
    },
    apis: mapValues(client.uses, (permissions, key) => ({
      permissions,
      scopes: permissions.map((permission) => apis[key]?.fullyQualifiedNames[permission] as string),
      subscriptionId: choreoApplication.subscriptionIds[key] as pulumi.Input<string>,
      adminConsent: client.adminConsent.includes(key),
    })),
  };
}
