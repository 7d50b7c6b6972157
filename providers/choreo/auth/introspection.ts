import { loadTransport } from "../client/transport.ts";
import { managementScopes } from "./claims.ts";

/** What Choreo says of a personal access token (wso2/integration-platform-tools, `PatIntrospectResp`). */
export interface PersonalAccessToken {
  organizationId: string | undefined;
  scopes: string[] | undefined;
  ends: Date | undefined;
  /** `ACTIVE`; other values are not documented. */
  status: string | undefined;
}

/** An organisation of whoever holds the token. */
export interface Organization {
  uuid: string;
  handle: string;
}

/** Introspection is a help, nobody shall wait for it. */
const TIMEOUT = 10_000;

/**
 * Asks Choreo what a personal access token is for.
 *
 * @param apis `https://apis.choreo.dev`
 * @returns undefined where nobody answers, or it is no personal access token
 */
export async function introspect(
  apis: string,
  token: string,
  deadline: AbortSignal,
): Promise<PersonalAccessToken | undefined> {
  const answer = await ask("POST", `${apis}/api-key-service/v1.0/pat/introspect`, token, deadline);
  if (!isObject(answer)) return undefined;
  const { organizationUuid, allowedScopes, validUntil, status } = answer;
  const ends = new Date(String(validUntil));
  return {
    organizationId: textOf(organizationUuid),
    scopes: Array.isArray(allowedScopes) ? managementScopes(allowedScopes.map(String)) : undefined,
    // Go's zero time stands for "never" in WSO2's own client.
    ends: Number.isNaN(ends.getTime()) || ends.getUTCFullYear() < 2000 ? undefined : ends,
    status: textOf(status),
  };
}

/**
 * The organisations of whoever holds the token, a personal access token or one of the STS.
 *
 * @returns undefined where nobody answers
 */
export async function listOrganizations(
  apis: string,
  token: string,
  deadline: AbortSignal,
): Promise<Organization[] | undefined> {
  const answer = await ask("GET", `${apis}/orgs/1.0.0/orgs`, token, deadline);
  if (!Array.isArray(answer)) return undefined;
  return answer
    .filter(isObject)
    .map(({ uuid, handle }) => ({ uuid: textOf(uuid) ?? "", handle: textOf(handle) ?? "" }));
}

async function ask(
  method: "GET" | "POST",
  url: string,
  token: string,
  deadline: AbortSignal,
): Promise<unknown> {
  try {
    const transport = await loadTransport();
    const { data } = await transport.request({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      timeout: TIMEOUT,
      signal: deadline,
      // Where it cannot be reached it is blocked: the run goes on without.
      "axios-retry": { retries: 1 },
    });
    return data;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
