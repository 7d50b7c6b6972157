import type { Rest } from "../kit/rest.ts";
import * as seed from "../seed.ts";

/** By operation (`GET /books`): the permissions that open it. */
export type Opens = Readonly<Record<string, readonly string[]>>;

export interface ApiWishes {
  name: string;
  version?: string;
  /** `/kunden` */
  context: string;
  /** By bare name; Choreo's Console shows nothing else of them. */
  permissions: readonly string[];
  operations: Opens;
  /** Default true: "Save and Deploy". */
  deploy?: boolean;
  /** Default true. */
  publish?: boolean;
  /** Default: a production endpoint alone. */
  endpoints?: object;
}

export interface Api {
  id: string;
  name: string;
  version: string;
  context: string;
  /** By bare name: the fully qualified name, as the Console's copy icon gives it. */
  permissions: Record<string, string>;
}

/** Choreo's Console: an API proxy, its permissions, "Save and Deploy", "Publish". */
export async function makeApi(publisher: Rest, wishes: ApiWishes): Promise<Api> {
  const { name, version = "1.0.0", context, deploy = true, publish = true } = wishes;
  const scopePrefix = `urn:${seed.choreo.organization}:${name.toLowerCase().replaceAll(" ", "")}:`;
  const { id } = await publisher.post("/apis", {
    name,
    version,
    context,
    scopePrefix,
    policies: ["Bronze", "Unlimited"],
    keyManagers: ["all"],
    endpointConfig: wishes.endpoints ?? {
      endpoint_type: "http",
      production_endpoints: { url: "http://library.internal:8080" },
    },
    scopes: wishes.permissions.map(scope),
    operations: Object.keys(wishes.operations).map((operation) => ({
      ...named(operation),
      authType: "Application & Application User",
      throttlingPolicy: "Unlimited",
    })),
  });
  await setPermissions(publisher, id, wishes.permissions, wishes.operations);
  if (deploy) await deployApi(publisher, id);
  if (publish) await publishApi(publisher, id);
  return apiOf(await publisher.get(`/apis/${id}`));
}

/** An API that stands there already is given permissions, and deployed and published. */
export async function secureApi(
  publisher: Rest,
  id: string,
  { permissions, operations, publish = true }: Pick<ApiWishes, "permissions" | "operations" | "publish">,
): Promise<Api> {
  await setPermissions(publisher, id, permissions, operations);
  await deployApi(publisher, id);
  if (publish) await publishApi(publisher, id);
  return apiOf(await publisher.get(`/apis/${id}`));
}

/** "Save" without "Deploy". Operations that are not named keep what they have. */
export async function setPermissions(
  publisher: Rest,
  id: string,
  permissions: readonly string[],
  operations: Opens,
): Promise<void> {
  const api = await publisher.get(`/apis/${id}`);
  await publisher.put(`/apis/${id}`, {
    ...api,
    scopes: permissions.map(scope),
    operations: api.operations.map((operation: { verb: string; target: string; scopes: string[] }) => ({
      ...operation,
      scopes: operations[`${operation.verb} ${operation.target}`] ?? operation.scopes,
    })),
  });
}

/** "Deploy". */
async function deployApi(publisher: Rest, id: string): Promise<void> {
  const { id: revision } = await publisher.post(`/apis/${id}/revisions`, { description: "by hand" });
  await publisher.post(`/apis/${id}/deploy-revision?revisionId=${revision}`, [
    { name: seed.choreo.gatewayEnvironment, vhost: "localhost", displayOnDevportal: true },
  ]);
}

async function publishApi(publisher: Rest, id: string): Promise<void> {
  await publisher.post(`/apis/change-lifecycle?apiId=${id}&action=Publish`);
}

export interface ApplicationWishes {
  name: string;
  /** Client ids under "Credentials". */
  keys?: readonly { clientId: string; keyType?: "PRODUCTION" | "SANDBOX" }[];
  /** Ids of APIs. */
  subscribe?: readonly string[];
}

/** The Developer Portal: an application, its credentials, its subscriptions. */
export async function makeApplication(devportal: Rest, wishes: ApplicationWishes): Promise<{ id: string }> {
  const { applicationId } = await devportal.post("/applications", {
    name: wishes.name,
    throttlingPolicy: "Unlimited",
  });
  for (const { clientId, keyType = "PRODUCTION" } of wishes.keys ?? [])
    await devportal.post(`/applications/${applicationId}/map-keys`, {
      consumerKey: clientId,
      keyManager: seed.choreo.identityProviders.v2.name,
      keyType,
    });
  for (const apiId of wishes.subscribe ?? [])
    await devportal.post("/subscriptions", { applicationId, apiId, throttlingPolicy: "Unlimited" });
  return { id: applicationId };
}

const scope = (name: string) => ({
  scope: { name, displayName: name, description: "", bindings: [] },
  shared: false,
});

function named(operation: string): { verb: string; target: string } {
  const [verb = "", target = ""] = operation.split(" ");
  return { verb, target };
}

function apiOf(api: {
  id: string;
  name: string;
  version: string;
  context: string;
  scopePrefix?: string;
  scopes: { scope: { name: string } }[];
}): Api {
  const { id, name, version, context, scopePrefix = "" } = api;
  const names = api.scopes.map(({ scope }) => scope.name);
  return {
    id,
    name,
    version,
    context,
    permissions: Object.fromEntries(names.map((each) => [each, `${scopePrefix}${each}`])),
  };
}
