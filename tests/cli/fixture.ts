import { randomUUID } from "node:crypto";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { StackOutputs } from "../../cli/shared/stack.ts";
import type { ApiOutput, ConnectionOutput } from "../../outputs/types.ts";
import type { Rest } from "../../sandbox/kit/rest.ts";
import { type Services, signIn } from "../../sandbox/kit/services.ts";
import { choreo as choreoSeed, entra as entraSeed } from "../../sandbox/seed.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../engine/sandbox.ts";
import { withoutSockets } from "../inProcess/withoutSockets.ts";

/** The guide's example, made in the sandbox by hand: what `pulumi up` makes, with a handle on each service to break it. */
export interface Provisioned extends Services {
  outputs: StackOutputs & { apis: { books: ApiOutput }; connections: { storefront: ConnectionOutput } };
}

/**
 * Starts the sandbox as the services are (../engine/sandbox.ts) and lets this process trust its CA, as `NODE_EXTRA_CA_CERTS` does for a new
 * one. This process's own calls go to it without sockets: those of a command that is started, and of the engine's plugins, don't.
 */
export async function startTrustedSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  setDefaultCACertificates([...getCACertificates("default"), sandbox.tls.ca]);
  const putBack = withoutSockets(sandbox);
  return {
    ...sandbox,
    stop: async () => {
      putBack();
      await sandbox.stop();
    },
  };
}

export interface Wishes {
  redirectUris?: string[];
  /** Default true. */
  adminConsent?: boolean;
  tokenVersion?: 1 | 2;
}

/** Does the guide's steps 1 to 4 through the REST APIs, in fresh emulators or after a reset. */
export async function provision(sandbox: Sandbox, wishes: Wishes = {}): Promise<Provisioned> {
  const { redirectUris = ["https://localhost:9000/"], adminConsent = true, tokenVersion = 2 } = wishes;
  const services = await signIn(sandbox);
  const choreoApi = await makePermissions(services);
  const azure = await makeWebApi(services.graph, choreoApi.scopes, tokenVersion);
  const client = await makeClient(services.graph, azure, choreoApi.scopes, redirectUris, adminConsent);
  const { id, name } = choreoSeed.identityProviders[tokenVersion === 2 ? "v2" : "v1"];
  const portal = await makeApplication(services.devportal, client.clientId, name);

  const books: ApiOutput = {
    choreo: {
      apiId: choreoSeed.apis.books.id,
      name: choreoSeed.apis.books.name,
      version: choreoSeed.apis.books.version,
      context: choreoSeed.apis.books.context,
      scopePrefix: choreoApi.scopePrefix,
    },
    azure: { ...azure, tokenVersion, owners: [entraSeed.deployer.servicePrincipalId] },
    scopes: choreoApi.scopes,
    operations,
    invokeUrls: { Default: `${sandbox.gateway.url}/books/1.0.0` },
    assigned: {
      users: { [entraSeed.users.ada.userPrincipalName]: entraSeed.users.ada.id },
      groups: { [entraSeed.groups.librarians.displayName]: entraSeed.groups.librarians.id },
    },
  };
  const storefront: ConnectionOutput = {
    tenantId: entraSeed.tenantId,
    ...client,
    redirectUris,
    identityProvider: { id, name },
    application: {
      id: portal.applicationId,
      name: "storefront",
      keyType: "PRODUCTION",
      keyMappingId: portal.keyMappingId,
    },
    apis: {
      books: {
        permissions: Object.keys(choreoApi.scopes),
        scopes: Object.values(choreoApi.scopes).map(({ fullyQualifiedName }) => fullyQualifiedName),
        subscriptionId: portal.subscriptionId,
        adminConsent,
      },
    },
  };
  return { ...services, outputs: { apis: { books }, connections: { storefront } } };
}

const operations = {
  "POST /books": ["books_add"],
  "GET /books": ["books_read"],
  "GET /books/{id}": ["books_read"],
  "DELETE /books/{id}": ["books_add"],
};

export { type Services, signIn as handles } from "../../sandbox/kit/services.ts";

/** Step 1: permissions, resources, "Save and Deploy", "Publish". */
async function makePermissions({ publisher }: Services) {
  const path = `/apis/${choreoSeed.apis.books.id}`;
  const api = await publisher.get(path);
  const permissions = ["books_add", "books_read"];
  await publisher.put(path, {
    ...api,
    scopes: permissions.map((name) => ({
      scope: { name, displayName: name, description: "", bindings: [] },
      shared: false,
    })),
    operations: api.operations.map((operation: { verb: string; target: string }) => ({
      ...operation,
      scopes: operations[`${operation.verb} ${operation.target}` as keyof typeof operations] ?? [],
    })),
  });
  await deploy(publisher);
  await publisher.post(`/apis/change-lifecycle?apiId=${choreoSeed.apis.books.id}&action=Publish`);
  // Only Choreo has one; API Manager's names are whole.
  const scopePrefix: string = api.scopePrefix ?? "";
  const scopes: ApiOutput["scopes"] = Object.fromEntries(
    permissions.map((name) => [
      name,
      {
        fullyQualifiedName: scopePrefix + name,
        scopeId: randomUUID(),
        consent: name === "books_add" ? "admins" : "users",
        enabled: true,
      },
    ]),
  );
  return { scopePrefix, scopes };
}

/** "Save and Deploy". */
export async function deploy(publisher: Rest): Promise<void> {
  const path = `/apis/${choreoSeed.apis.books.id}`;
  const { id } = await publisher.post(`${path}/revisions`, { description: "by hand" });
  await publisher.post(`${path}/deploy-revision?revisionId=${id}`, [
    { name: choreoSeed.gatewayEnvironment, vhost: "localhost", displayOnDevportal: true },
  ]);
}

/** Steps 2 and 2.1. */
async function makeWebApi(graph: Rest, scopes: ApiOutput["scopes"], tokenVersion: 1 | 2) {
  const application = await graph.post("/applications", {
    displayName: "books",
    signInAudience: "AzureADMyOrg",
    api: {
      requestedAccessTokenVersion: tokenVersion,
      oauth2PermissionScopes: Object.values(scopes).map(({ scopeId, fullyQualifiedName, consent }) => ({
        id: scopeId,
        value: fullyQualifiedName,
        type: consent === "admins" ? "Admin" : "User",
        isEnabled: true,
        adminConsentDisplayName: fullyQualifiedName,
        adminConsentDescription: fullyQualifiedName,
      })),
    },
  });
  const identifierUri = `api://${application.appId}`;
  await graph.patch(`/applications/${application.id}`, { identifierUris: [identifierUri] });
  const principal = await graph.post("/servicePrincipals", {
    appId: application.appId,
    appRoleAssignmentRequired: true,
  });
  for (const principalId of [entraSeed.users.ada.id, entraSeed.groups.librarians.id])
    await graph.post(`/servicePrincipals/${principal.id}/appRoleAssignedTo`, {
      principalId,
      resourceId: principal.id,
      appRoleId: "00000000-0000-0000-0000-000000000000",
    });
  return {
    applicationObjectId: application.id as string,
    clientId: application.appId as string,
    identifierUri,
    servicePrincipalObjectId: principal.id as string,
  };
}

/** Step 3. */
async function makeClient(
  graph: Rest,
  webApi: { clientId: string; servicePrincipalObjectId: string },
  scopes: ApiOutput["scopes"],
  redirectUris: string[],
  adminConsent: boolean,
) {
  const application = await graph.post("/applications", {
    displayName: "storefront",
    signInAudience: "AzureADMyOrg",
    web: { redirectUris },
    requiredResourceAccess: [
      {
        resourceAppId: webApi.clientId,
        resourceAccess: Object.values(scopes).map(({ scopeId }) => ({ id: scopeId, type: "Scope" })),
      },
    ],
  });
  const principal = await graph.post("/servicePrincipals", { appId: application.appId });
  const expires = new Date(Date.now() + 180 * 24 * 60 * 60 * 1000).toISOString();
  const secret = await graph.post(`/applications/${application.id}/addPassword`, {
    passwordCredential: { displayName: "by hand", endDateTime: expires },
  });
  if (adminConsent)
    await graph.post("/oauth2PermissionGrants", {
      clientId: principal.id,
      consentType: "AllPrincipals",
      resourceId: webApi.servicePrincipalObjectId,
      scope: Object.values(scopes)
        .map(({ fullyQualifiedName }) => fullyQualifiedName)
        .join(" "),
    });
  return {
    clientId: application.appId as string,
    applicationObjectId: application.id as string,
    servicePrincipalObjectId: principal.id as string,
    clientSecret: secret.secretText as string,
    clientSecretExpires: expires,
    clientSecretKeyId: secret.keyId as string,
    owners: [entraSeed.deployer.servicePrincipalId],
  };
}

/** Step 4. */
async function makeApplication(devportal: Rest, consumerKey: string, keyManager: string) {
  const { applicationId } = await devportal.post("/applications", {
    name: "storefront",
    throttlingPolicy: "Unlimited",
  });
  const { keyMappingId } = await devportal.post(`/applications/${applicationId}/map-keys`, {
    consumerKey,
    keyManager,
    keyType: "PRODUCTION",
  });
  const { subscriptionId } = await devportal.post("/subscriptions", {
    applicationId,
    apiId: choreoSeed.apis.books.id,
    throttlingPolicy: "Unlimited",
  });
  return { applicationId, keyMappingId, subscriptionId } as Record<
    "applicationId" | "keyMappingId" | "subscriptionId",
    string
  >;
}
