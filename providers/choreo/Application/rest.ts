import type { Call } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { shapeError } from "../client/failures.ts";
import { getAll } from "../client/paging.ts";
import { type Removal, removeOrAsk } from "../client/removal.ts";

export interface ApplicationObject {
  applicationId: string;
  name: string;
  throttlingPolicy: string;
  description?: string | null;
  /** APPROVED; CREATED waits for approval. */
  status?: string;
  subscriptionCount?: number;
  owner?: string;
  [property: string]: unknown;
}

/** OAuth scopes of the Developer Portal's operations, as its specification lists them. */
export const APPLICATIONS = ["apim:subscribe", "apim:app_manage"];

export const applicationPath = (id: string): string => `/applications/${encodeURIComponent(id)}`;

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
  const { groups, attributes, visibility } = current;
  const call: Call = {
    api: "devportal",
    method: "PUT",
    path: applicationPath(current.applicationId),
    body: {
      ...applicationBody(fields),
      ...(groups ? { groups } : {}),
      ...(attributes ? { attributes } : {}),
      // API Manager since 4.6; left out, it would become private again.
      ...(visibility ? { visibility } : {}),
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

export function deleteApplication(client: Client, id: string): Promise<Removal> {
  return removeOrAsk(client, {
    api: "devportal",
    method: "DELETE",
    path: applicationPath(id),
    what: `Delete the application ${id}`,
    scopes: APPLICATIONS,
    hints: { 403: "Only the application's owner may delete it: use the credentials that made it." },
  });
}

function checkedApplication(call: Call, answer: ApplicationObject | undefined): ApplicationObject {
  if (typeof answer?.applicationId !== "string") throw shapeError(call, "applicationId");
  return answer;
}
