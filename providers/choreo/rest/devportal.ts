import type { Call, Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";
import { getAll } from "./paging.ts";
import type { ApplicationKey, ApplicationObject, KeyManager, SubscriptionObject } from "./types.ts";

/** OAuth scopes of the Developer Portal's operations, as its specification lists them. */
const APPLICATIONS = ["apim:subscribe", "apim:app_manage"];
const SUBSCRIPTIONS = ["apim:subscribe", "apim:sub_manage"];

const applicationPath = (id: string): string => `/applications/${encodeURIComponent(id)}`;

export interface ApplicationFields {
  name: string;
  description: string;
  throttlingPolicy: string;
}

/** For lists that are read page by page. */
export const applicationsCall = (query?: string): Call => ({
  api: "devportal",
  method: "GET",
  path: "/applications",
  query: { query },
  what: query ? `Look for the application "${query}"` : "List the applications",
  scopes: APPLICATIONS,
});

/** The application of exactly this name; the server's own search matches parts of names, and names differ not by case alone. */
export async function findApplication(client: Client, name: string): Promise<ApplicationObject | undefined> {
  const found = await getAll<ApplicationObject>(client, applicationsCall(name));
  return found.find((application) => application.name.toLowerCase() === name.toLowerCase());
}

export async function readApplication(client: Client, id: string): Promise<ApplicationObject> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: applicationPath(id),
    what: `Read the application ${id}`,
    scopes: APPLICATIONS,
  };
  return checkedApplication(call, await client.send<ApplicationObject>(call));
}

export async function createApplication(
  client: Client,
  fields: ApplicationFields,
): Promise<ApplicationObject> {
  const call: Call = {
    api: "devportal",
    method: "POST",
    path: "/applications",
    body: applicationBody(fields),
    what: `Create the application "${fields.name}"`,
    scopes: APPLICATIONS,
  };
  return checkedApplication(call, await client.send<ApplicationObject>(call));
}

/** Changes what the provider manages and sends the rest back as it is. */
export async function updateApplication(
  client: Client,
  current: ApplicationObject,
  fields: ApplicationFields,
): Promise<ApplicationObject> {
  const { groups, attributes } = current;
  const call: Call = {
    api: "devportal",
    method: "PUT",
    path: applicationPath(current.applicationId),
    body: {
      ...applicationBody(fields),
      ...(groups ? { groups } : {}),
      ...(attributes ? { attributes } : {}),
    },
    what: `Change the application "${fields.name}"`,
    scopes: APPLICATIONS,
    hints: { 403: "Only the application's owner may change it: use the credentials that made it." },
  };
  return checkedApplication(call, await client.send<ApplicationObject>(call));
}

function applicationBody({ name, description, throttlingPolicy }: ApplicationFields): object {
  return { name, description, throttlingPolicy, tokenType: "JWT" };
}

export async function deleteApplication(client: Client, id: string): Promise<void> {
  await client.send({
    api: "devportal",
    method: "DELETE",
    path: applicationPath(id),
    what: `Delete the application ${id}`,
    scopes: APPLICATIONS,
    hints: { 403: "Only the application's owner may delete it: use the credentials that made it." },
  });
}

export interface KeyFields {
  consumerKey: string;
  keyManager: string;
  keyType: "PRODUCTION" | "SANDBOX";
}

export async function mapKey(
  client: Client,
  applicationId: string,
  fields: KeyFields,
): Promise<ApplicationKey> {
  const { consumerKey, keyManager, keyType } = fields;
  const call: Call = {
    api: "devportal",
    method: "POST",
    path: `${applicationPath(applicationId)}/map-keys`,
    body: { consumerKey, keyManager, keyType },
    what: `Map the client id ${consumerKey} to the application ${applicationId}`,
    scopes: APPLICATIONS,
    hints: {
      403: "Only the application's owner may add keys: use the credentials that made it.",
      404: "The application is gone. Run `pulumi refresh`, then `pulumi up`.",
    },
  };
  const key = await client.send<ApplicationKey>(call);
  if (typeof key?.keyMappingId !== "string") throw shapeError(call, "keyMappingId");
  return key;
}

/** All keys of an application. The only reliable way to see one: reading a single key fails in five different ways. */
export async function listKeys(client: Client, applicationId: string): Promise<ApplicationKey[]> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: `${applicationPath(applicationId)}/oauth-keys`,
    what: `List the keys of the application ${applicationId}`,
    scopes: APPLICATIONS,
  };
  const answer = await client.send<{ list?: ApplicationKey[] }>(call);
  if (!Array.isArray(answer?.list)) throw shapeError(call, "list");
  return answer.list;
}

/** Sent once: an unknown key makes some servers fail with 500, which the list of keys explains sooner than another attempt. */
export async function deleteKey(client: Client, applicationId: string, keyMappingId: string): Promise<void> {
  await client.send({ ...keyCall("DELETE", applicationId, keyMappingId, ""), single: true });
}

/** Takes a key away where the server has no DELETE for it (API Manager before 4.3). Gateways hear of it only later. */
export async function cleanUpKey(client: Client, applicationId: string, keyMappingId: string): Promise<void> {
  await client.send(keyCall("POST", applicationId, keyMappingId, "/clean-up"));
}

function keyCall(
  method: "DELETE" | "POST",
  applicationId: string,
  keyMappingId: string,
  suffix: string,
): Call {
  return {
    api: "devportal",
    method,
    path: `${applicationPath(applicationId)}/oauth-keys/${encodeURIComponent(keyMappingId)}${suffix}`,
    what: `Remove a key of the application ${applicationId}`,
    scopes: APPLICATIONS,
    hints: { 403: "Only the application's owner may remove keys: use the credentials that made it." },
  };
}

export async function listKeyManagers(client: Client): Promise<KeyManager[]> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: "/key-managers",
    what: "List the identity providers",
    scopes: ["apim:subscribe"],
  };
  const answer = await client.send<{ list?: KeyManager[] }>(call);
  if (!Array.isArray(answer?.list)) throw shapeError(call, "list");
  return answer.list;
}

export interface SubscriptionFields {
  applicationId: string;
  apiId: string;
  throttlingPolicy: string;
}

/** For lists that are read page by page. The server wants one of the two. */
export const subscriptionsCall = (query: { apiId?: string; applicationId?: string }): Call => ({
  api: "devportal",
  method: "GET",
  path: "/subscriptions",
  query,
  what: "List the subscriptions",
  scopes: SUBSCRIPTIONS,
});

export async function readSubscription(client: Client, id: string): Promise<SubscriptionObject> {
  const call: Call = {
    api: "devportal",
    method: "GET",
    path: `/subscriptions/${encodeURIComponent(id)}`,
    what: `Read the subscription ${id}`,
    scopes: SUBSCRIPTIONS,
  };
  return checkedSubscription(call, await client.send<SubscriptionObject>(call));
}

export async function subscribe(
  client: Client,
  { applicationId, apiId, throttlingPolicy }: SubscriptionFields,
): Promise<SubscriptionObject> {
  const call: Call = {
    api: "devportal",
    method: "POST",
    path: "/subscriptions",
    body: { applicationId, apiId, throttlingPolicy },
    what: `Subscribe the application ${applicationId} to the API ${apiId}`,
    scopes: SUBSCRIPTIONS,
  };
  return checkedSubscription(call, await client.send<SubscriptionObject>(call));
}

/** Only the plan can change. */
export async function changePlan(
  client: Client,
  current: SubscriptionObject,
  throttlingPolicy: string,
): Promise<SubscriptionObject> {
  const { subscriptionId, applicationId, apiId, status } = current;
  const call: Call = {
    api: "devportal",
    method: "PUT",
    path: `/subscriptions/${encodeURIComponent(subscriptionId)}`,
    body: {
      subscriptionId,
      applicationId,
      apiId,
      status,
      throttlingPolicy: current.throttlingPolicy,
      requestedThrottlingPolicy: throttlingPolicy,
    },
    what: `Change the plan of the subscription ${subscriptionId} to ${throttlingPolicy}`,
    scopes: SUBSCRIPTIONS,
  };
  return checkedSubscription(call, await client.send<SubscriptionObject>(call));
}

export async function unsubscribe(client: Client, id: string): Promise<void> {
  await client.send({
    api: "devportal",
    method: "DELETE",
    path: `/subscriptions/${encodeURIComponent(id)}`,
    what: `Delete the subscription ${id}`,
    scopes: SUBSCRIPTIONS,
  });
}

function checkedApplication(call: Call, answer: ApplicationObject | undefined): ApplicationObject {
  if (typeof answer?.applicationId !== "string") throw shapeError(call, "applicationId");
  return answer;
}

function checkedSubscription(call: Call, answer: SubscriptionObject | undefined): SubscriptionObject {
  if (typeof answer?.subscriptionId !== "string") throw shapeError(call, "subscriptionId");
  return answer;
}
