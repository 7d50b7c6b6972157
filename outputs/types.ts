/**
 * The stack outputs that the command line tools read. Plain data; the client secrets are the only secrets in it and are
 * marked as such by Pulumi. Changing a shape means raising its `version`.
 */

import type { OperationName } from "../access/index.ts";

export type { AccessModel } from "../access/index.ts";

/** Stack output `apis`: one entry per key of the settings' `apis`. */
export interface ApiOutput {
  /** Choreo's id of the API, and what identifies it to people. */
  choreo: { apiId: string; name: string; version: string; context: string; scopePrefix: string };
  /** Where the permissions live in Choreo, and this stack writes none. */
  permissionsFrom?: "choreo";
  azure: {
    /** Object id, `appId` and `api://…` of the web API's application. */
    applicationObjectId: string;
    clientId: string;
    identifierUri: string;
    servicePrincipalObjectId: string;
    tokenVersion: 1 | 2;
    /** Object ids. This and the other optional members are absent where an older program wrote the output. */
    owners?: string[];
  };
  /** By permission (bare name), and by value where there is no such permission in Choreo (`inChoreo: false`). */
  scopes: Record<
    string,
    {
      fullyQualifiedName: string;
      scopeId: string;
      consent: "users" | "admins";
      enabled: boolean;
      inChoreo?: false;
    }
  >;
  /** By operation: the permissions (bare names) any one of which opens it. */
  operations: Record<OperationName, string[]>;
  /** Base URLs at the gateway, by gateway environment: `https://…/books/1.0.0`. Empty where Choreo shows none. */
  invokeUrls: Record<string, string>;
  /** Assigned users (UPN) and groups (display name) with their object ids. */
  assigned: { users: Record<string, string>; groups: Record<string, string> };
  /** By app role: its id, and the object ids of who has it. Absent where the API has none. */
  roles?: Record<string, { roleId: string; principals: string[] }>;
  /** Names or ids of what is there besides this stack's, and meant to be. */
  expected?: string[];
}

/** Stack output `connections`: one entry per key of the settings' `clients`; what step 5 needs. */
export interface ConnectionOutput {
  tenantId: string;
  clientId: string;
  applicationObjectId: string;
  servicePrincipalObjectId: string;
  /** The client keeps a credential that this stack did not make; then the next five are empty. */
  secret?: "external";
  /** Secret. The newest one. */
  clientSecret: string;
  /** RFC 3339; absent where an older program wrote the output. */
  clientSecretStarts?: string;
  /** RFC 3339. */
  clientSecretExpires: string;
  /** `keyId` of the newest secret's credential, to find it in Graph. */
  clientSecretKeyId: string;
  /** Of all secrets of this stack: the newest and, until it is revoked, the one before. */
  clientSecretKeyIds?: string[];
  /** Object ids. */
  owners?: string[];
  /** Names or ids of what is there besides this stack's, and meant to be. */
  expected?: string[];
  /** Of the platform "Web". */
  redirectUris: string[];
  /** Of the other platforms; absent where there are none. */
  otherRedirectUris?: string[];
  identityProvider: { id: string; name: string };
  application: { id: string; name: string; keyType: "PRODUCTION" | "SANDBOX"; keyMappingId: string };
  /** By API (settings key): the permissions this client uses and its subscription. */
  apis: Record<
    string,
    { permissions: string[]; scopes: string[]; subscriptionId: string; adminConsent: boolean }
  >;
}
