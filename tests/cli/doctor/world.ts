import type {
  Application,
  ApplicationKey,
  KeyManager,
  PublisherApi,
  Revision,
  Subscription,
} from "../../../cli/doctor/choreo-objects.ts";
import type {
  AppRoleAssignment,
  GraphApplication,
  GraphServicePrincipal,
  PermissionGrant,
} from "../../../cli/doctor/graph-objects.ts";
import type { GraphReader, Reader } from "../../../cli/doctor/reader.ts";
import type { AdminKeyManager, World } from "../../../cli/doctor/world.ts";
import { guideOutputs } from "../outputs.ts";

const issuers = { 1: "https://sts.example/t/", 2: "https://login.example/t/v2.0" } as const;

/** Both services as they stand after `pulumi up` of the guide's example; tests break what they are about. */
export function healthy() {
  const outputs = guideOutputs();
  const { books } = outputs.apis;
  const { storefront } = outputs.connections;
  const scopes = Object.values(books.scopes);
  const api: PublisherApi = {
    id: books.choreo.apiId,
    name: "books",
    version: "1.0.0",
    lifeCycleStatus: "PUBLISHED",
    scopePrefix: books.choreo.scopePrefix,
    scopes: Object.keys(books.scopes).map((name) => ({ scope: { name } })),
    operations: Object.entries(books.operations).map(([operation, permissions]) => {
      const [verb = "", target = ""] = operation.split(" ");
      return { verb, target, scopes: permissions };
    }),
  };
  const revision: Revision = { id: "revision-1", deploymentInfo: [{ name: "Default" }] };
  const keyManager: KeyManager = { ...storefront.identityProvider, enabled: true };
  const webApi: GraphApplication = {
    id: books.azure.applicationObjectId,
    appId: books.azure.clientId,
    api: {
      oauth2PermissionScopes: scopes.map(({ scopeId, fullyQualifiedName }) => ({
        id: scopeId,
        value: fullyQualifiedName,
        isEnabled: true,
      })),
      preAuthorizedApplications: [],
    },
  };
  const client: GraphApplication = {
    id: storefront.applicationObjectId,
    appId: storefront.clientId,
    web: { redirectUris: [...storefront.redirectUris] },
    passwordCredentials: [
      { keyId: storefront.clientSecretKeyId, endDateTime: storefront.clientSecretExpires },
    ],
    requiredResourceAccess: [
      {
        resourceAppId: books.azure.clientId,
        resourceAccess: scopes.map(({ scopeId }) => ({ id: scopeId, type: "Scope" })),
      },
    ],
  };
  const grant: PermissionGrant = {
    clientId: storefront.servicePrincipalObjectId,
    resourceId: books.azure.servicePrincipalObjectId,
    consentType: "AllPrincipals",
    scope: scopes.map(({ fullyQualifiedName }) => fullyQualifiedName).join(" "),
  };
  return {
    outputs,
    now: new Date("2026-11-24T00:00:00Z"),
    api: api as PublisherApi | undefined,
    revisions: [revision],
    deployed: structuredClone(api),
    keyManagers: [keyManager],
    adminKeyManager: {
      ...keyManager,
      issuer: issuers[2],
      consumerKeyClaim: "azp",
      scopesClaim: "scp",
      certificates: { type: "JWKS", value: "https://login.example/t/keys" },
    } as AdminKeyManager | Error,
    jwks: { keys: [{ kty: "RSA", kid: "1" }] } as unknown,
    application: {
      applicationId: storefront.application.id,
      name: "storefront",
      status: "APPROVED",
    } as Application | undefined,
    keys: [
      {
        keyMappingId: storefront.application.keyMappingId,
        keyManager: keyManager.name,
        consumerKey: storefront.clientId,
        keyType: "PRODUCTION",
      },
    ] as ApplicationKey[],
    subscription: {
      subscriptionId: storefront.apis.books?.subscriptionId ?? "",
      status: "UNBLOCKED",
    } as Subscription | undefined,
    webApi: webApi as GraphApplication | undefined,
    webApiPrincipal: {
      id: books.azure.servicePrincipalObjectId,
      appId: books.azure.clientId,
      accountEnabled: true,
      appRoleAssignmentRequired: true,
    } as GraphServicePrincipal | undefined,
    assignments: [
      ...Object.values({ ...books.assigned.users, ...books.assigned.groups }).map((principalId) => ({
        principalId,
        appRoleId: "00000000-0000-0000-0000-000000000000",
      })),
    ] as AppRoleAssignment[],
    client: client as GraphApplication | undefined,
    clientPrincipal: {
      id: storefront.servicePrincipalObjectId,
      appId: storefront.clientId,
      accountEnabled: true,
    } as GraphServicePrincipal | undefined,
    grants: [grant],
  };
}

export type Standing = ReturnType<typeof healthy>;

/** A world to walk that answers from what stands. */
export function worldOf(standing: Standing): World {
  const { books } = standing.outputs.apis;
  const { storefront } = standing.outputs.connections;
  const apiPath = `/apis/${books.choreo.apiId}`;
  const applicationPath = `/applications/${storefront.application.id}`;
  const resourcePath = `/v1.0/servicePrincipals/${books.azure.servicePrincipalObjectId}`;
  return {
    publisher: reader({
      [apiPath]: standing.api,
      [`${apiPath}/revisions?query=deployed%3Atrue`]: { list: standing.revisions },
      "/apis/revision-1": standing.deployed,
      [`/subscriptions?apiId=${books.choreo.apiId}&limit=100&offset=0`]: {
        list: [{ applicationInfo: { applicationId: storefront.application.id, name: "storefront" } }],
      },
    }),
    devportal: reader({
      "/key-managers": { list: standing.keyManagers },
      [applicationPath]: standing.application,
      [`${applicationPath}/oauth-keys`]: { list: standing.keys },
      [`/subscriptions/${storefront.apis.books?.subscriptionId}`]: standing.subscription,
      [`/subscriptions?applicationId=${storefront.application.id}&limit=100&offset=0`]: {
        list: [standing.subscription].filter(Boolean),
      },
    }),
    admin: reader({ [`/key-managers/${storefront.identityProvider.id}`]: standing.adminKeyManager }),
    graph: graphReader({
      ...registration(books.azure),
      ...registration(storefront),
      [`/v1.0/oauth2PermissionGrants?%24filter=resourceId+eq+%27${books.azure.servicePrincipalObjectId}%27`]:
        {
          value: standing.grants,
        },
      [`/v1.0/applications/${books.azure.applicationObjectId}`]: standing.webApi,
      [resourcePath]: standing.webApiPrincipal,
      [`${resourcePath}/appRoleAssignedTo`]: { value: standing.assignments },
      [`/v1.0/applications/${storefront.applicationObjectId}`]: standing.client,
      [`/v1.0/servicePrincipals/${storefront.servicePrincipalObjectId}`]: standing.clientPrincipal,
      [`/v1.0/oauth2PermissionGrants?%24filter=clientId+eq+%27${storefront.servicePrincipalObjectId}%27`]: {
        value: standing.grants,
      },
    }),
    discovery: async (_, version) => ({
      issuer: issuers[version],
      authorization_endpoint: "https://login.example/t/authorize",
      token_endpoint: "https://login.example/t/token",
      jwks_uri: "https://login.example/t/keys-of-tenant",
    }),
    fetchJson: async () => standing.jwks,
    now: standing.now,
  };
}

/** Nothing but the registration itself. */
const registration = (of: { applicationObjectId: string; servicePrincipalObjectId: string }) =>
  Object.fromEntries(
    [
      `applications/${of.applicationObjectId}/owners`,
      `applications/${of.applicationObjectId}/federatedIdentityCredentials`,
      `servicePrincipals/${of.servicePrincipalObjectId}/owners`,
      `servicePrincipals/${of.servicePrincipalObjectId}/appRoleAssignments`,
    ].map((path) => [`/v1.0/${path}`, { value: [] }]),
  );

function graphReader(answers: Record<string, unknown>): GraphReader {
  const { get } = reader(answers);
  return {
    get,
    list: async <T>(path: string) => (await get<{ value: T[] }>(path))?.value,
  };
}

function reader(answers: Record<string, unknown>): Reader {
  return {
    async get<T>(path: string): Promise<T | undefined> {
      if (!Object.hasOwn(answers, path)) throw new Error(`nobody should ask for ${path}`);
      const answer = answers[path];
      if (answer instanceof Error) throw answer;
      return answer as T | undefined;
    },
  };
}
